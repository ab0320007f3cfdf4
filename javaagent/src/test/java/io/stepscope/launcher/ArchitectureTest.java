package io.stepscope.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stepscope.agent.Hook;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages("io.stepscope.launcher", "io.stepscope.bridge", "io.stepscope.agent");

  /**
   * Logging, the default file system and management beans would fix the observed program's own
   * choices; classes of the isolated part are only reached by reflection.
   */
  @Test
  void theLauncherUsesLittleOfTheJdkAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.launcher")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.launcher",
            "org.jspecify.annotations",
            "java.io",
            "java.lang",
            "java.lang.instrument",
            "java.lang.reflect",
            "java.net",
            "java.security",
            "java.security.cert",
            "java.util",
            "java.util.jar",
            "java.util.zip")
        .check(CLASSES);
  }

  @Test
  void theLauncherPrintsNothing() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
  }

  /** Two lists, since the launcher cannot see behind itself. */
  @Test
  void theLauncherWaitsForTheClassesThatHaveHooks() {
    assertThat(FrameworkWatch.CLASSES).isEqualTo(Hook.types());
  }

  /** Their code becomes part of methods of the program, which sees nothing else of ours. */
  @Test
  void adviceRefersToTheBridgeOnly() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.agent.advice")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.bridge",
            "java.lang",
            "java.util",
            "net.bytebuddy.asm", // Annotations and their defaults, which are not woven.
            "net.bytebuddy.implementation.bytecode.assign",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  @Test
  void everyAdviceSuppressesWhatGoesWrong() {
    assertThat(adviceMethods())
        .isNotEmpty()
        .allSatisfy(
            method -> {
              Advice.OnMethodEnter enter = method.getAnnotation(Advice.OnMethodEnter.class);
              Advice.OnMethodExit exit = method.getAnnotation(Advice.OnMethodExit.class);
              assertThat(enter == null ? exit.suppress() : enter.suppress())
                  .isEqualTo(Throwable.class);
            });
  }

  @Test
  void theBridgeRefersToTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.bridge")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.bridge",
            "java.lang",
            "java.util",
            "java.util.function",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  private static List<Method> adviceMethods() {
    return CLASSES.that(resideInAPackage("io.stepscope.agent.advice")).stream()
        .map(JavaClass::reflect)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(
            method ->
                method.isAnnotationPresent(Advice.OnMethodEnter.class)
                    || method.isAnnotationPresent(Advice.OnMethodExit.class))
        .toList();
  }

  @Test
  void everyPackageIsNullMarked() {
    for (String name :
        List.of(
            "io.stepscope.launcher",
            "io.stepscope.bridge",
            "io.stepscope.agent",
            "io.stepscope.agent.advice")) {
      assertThat(CLASSES.getPackage(name).tryGetPackageInfo())
          .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
    }
  }
}
