package io.stepscope;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.StandardError;
import io.stepscope.recorder.UncaughtExceptions;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds what docs/architecture.md says of the packages of this module. */
class ArchitectureTest {
  private static final String ROOT = "io.stepscope";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages(ROOT);

  /** What each package may use, beside itself and what those use in turn. */
  private static final Map<String, List<String>> USES = new LinkedHashMap<>();

  static {
    USES.put("histogram", List.of());
    USES.put("event", List.of("histogram"));
    USES.put("json", List.of("event"));
    USES.put("journal", List.of("event"));
    USES.put("redaction", List.of());
    USES.put("recorder", List.of("journal", "redaction"));
    USES.put("console", List.of("recorder"));
    USES.put("folder", List.of("journal", "json"));
    USES.put("memory", List.of("recorder", "folder"));
    USES.put("coordinates", List.of("event", "redaction"));
    USES.put("spelling", List.of());
    USES.put("configuration", List.of("redaction", "folder", "spelling"));
    USES.put("progress", List.of());
    USES.put("control", List.of());
    USES.put("probe", List.of("recorder"));
    USES.put("training", List.of("recorder", "probe", "control", "progress", "configuration"));
    USES.put("tracker", List.of("event", "spelling"));
    USES.put("foreign", List.of("event"));
    USES.put("forward", List.of("journal", "tracker", "folder", "redaction"));
  }

  @TestFactory
  Stream<DynamicTest> aPackageUsesOnlyThoseItNamesAndTheOnesTheyName() {
    return USES.keySet().stream()
        .map(
            name ->
                dynamicTest(
                    name,
                    () ->
                        classes()
                            .that()
                            .resideInAPackage(packages(name))
                            .should()
                            .onlyDependOnClassesThat(
                                resideOutsideOfPackages(ROOT + "..")
                                    .or(resideInAnyPackage(allowed(name))))
                            .check(CLASSES)));
  }

  @Test
  void everyPackageIsInTheTable() {
    assertThat(ownPackages())
        .extracting(JavaPackage::getName)
        .filteredOn(name -> !name.equals(ROOT))
        .extracting(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
        .isSubsetOf(USES.keySet());
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Third-party code on the class path of other people's programs clashes with theirs. */
  @Test
  void nothingButJavaBaseAndJSpecifyIsUsed() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ROOT + "..", "org.jspecify.annotations").or(IN_JAVA_BASE))
        .check(CLASSES);
  }

  /** Standard output belongs to the program; only the capture of it stands in between. */
  @Test
  void nobodyButTheConsoleUsesStandardOutput() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages("console"))
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }

  /**
   * What is said elsewhere would be recorded as if the program had printed it. The one exception is
   * what Java would have printed of the program.
   */
  @Test
  void stepscopeSpeaksInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages("console"))
        .and()
        .doNotBelongToAnyOf(StandardError.class, UncaughtExceptions.class)
        .should()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @Test
  void onlyTheConsoleReplacesTheStreamsOfTheProgram() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages("console"))
        .should()
        .callMethod(System.class, "setOut", PrintStream.class)
        .orShould()
        .callMethod(System.class, "setErr", PrintStream.class)
        .check(CLASSES);
  }

  /** Those that a training starts would inherit what belongs to the program. */
  @Test
  void threadsBesideATrainingAreMadeInOnePlace() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, packages("probe"), packages("memory"), packages("recorder"))
        .and()
        // The process that forwards has no training.
        .doNotBelongToAnyOf(BackgroundThread.class, ForwardMain.class)
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "makes a thread", call -> call.getTargetOwner().isEquivalentTo(Thread.class)))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(ownPackages())
        .isNotEmpty()
        .allSatisfy(
            pack ->
                assertThat(pack.tryGetPackageInfo())
                    .as("package-info of %s", pack.getName())
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }

  private static final DescribedPredicate<JavaClass> IN_JAVA_BASE =
      DescribedPredicate.describe("be in java.base", ArchitectureTest::isInJavaBase);

  private static boolean isInJavaBase(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    if (element.isPrimitive()) {
      return true;
    }
    try {
      Class<?> loaded =
          Class.forName(element.getName(), false, ClassLoader.getPlatformClassLoader());
      return "java.base".equals(loaded.getModule().getName());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static List<JavaPackage> ownPackages() {
    return CLASSES.getPackage(ROOT).getSubpackagesInTree().stream()
        .filter(pack -> !pack.getClasses().isEmpty())
        .toList();
  }

  private static String packages(String name) {
    return ROOT + "." + name + "..";
  }

  private static String[] allowed(String name) {
    Set<String> names = new TreeSet<>(Set.of(name));
    collect(name, names);
    return names.stream().map(ArchitectureTest::packages).toArray(String[]::new);
  }

  private static void collect(String name, Set<String> names) {
    for (String used : USES.getOrDefault(name, List.of())) {
      if (names.add(used)) {
        collect(used, names);
      }
    }
  }
}
