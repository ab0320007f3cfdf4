package io.stepscope.probe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stepscope.recorder.BackgroundThread;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds what every kind of probe keeps to. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .withImportOption(location -> !location.contains("instrument-core"))
          .importPackages("io.stepscope.probe");

  @Test
  void noKindOfProbeDependsOnAnother() {
    slices().matching("io.stepscope.probe.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  /** A probe tells readings; how they are recorded it does not see. */
  @Test
  void probesKnowTheSpiAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "io.stepscope.probe..",
                    "io.stepscope.event",
                    "io.stepscope.histogram",
                    "oshi..",
                    "com.fasterxml.jackson.core..",
                    "com.sun.jna..",
                    "jcuda..",
                    "java..",
                    "org.jspecify.annotations")
                .or(type(BackgroundThread.class)))
        .check(CLASSES);
  }

  /** Only the host is read with it, and the rest must work where it cannot be loaded. */
  @Test
  void oshiIsKnownToTheHostAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.stepscope.probe.host")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("oshi..")
        .check(CLASSES);
  }

  /** The rest must work without a driver, and go with any version of JCuda that a program has. */
  @Test
  void nativeCodeIsCalledForNvidiaAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.stepscope.probe.nvidia")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "jcuda..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.JCudaCalls\\w*(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .check(CLASSES);
  }

  @Test
  void nobodyPrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    for (String name :
        List.of(
            "io.stepscope.probe.host", "io.stepscope.probe.custom", "io.stepscope.probe.nvidia")) {
      assertThat(CLASSES.getPackage(name).tryGetPackageInfo())
          .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
    }
  }
}
