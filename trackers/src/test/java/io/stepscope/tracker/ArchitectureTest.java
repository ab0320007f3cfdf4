package io.stepscope.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds what every tracker keeps to. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .withImportOption(location -> !location.contains("instrument-core"))
          .importPackages("io.stepscope.tracker", "io.stepscope.http");

  /** What two trackers share belongs to the SPI or to neither. */
  @Test
  void noTrackerDependsOnAnother() {
    slices().matching("io.stepscope.tracker.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  /** A tracker sees events, not where they are kept or how they are carried. */
  @Test
  void trackersKnowTheSpiAlone() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.tracker..")
        .and()
        .resideOutsideOfPackage("io.stepscope.tracker.micrometer")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.tracker..",
            "io.stepscope.event..",
            "io.stepscope.foreign..",
            "io.stepscope.histogram..",
            "io.stepscope.json..",
            "io.stepscope.http..",
            "java..",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  /** Micrometer is a user's own and may be missing, so nobody else may touch it. */
  @Test
  void micrometerIsKnownToItsTrackerAlone() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.tracker.micrometer")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.tracker",
            "io.stepscope.tracker.micrometer",
            "io.stepscope.event..",
            "io.micrometer..",
            "com.sun.net.httpserver",
            "java..",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  /** What trackers over HTTP share knows none of them, and alone knows the JSON reader. */
  @Test
  void whatIsSharedKnowsNoTracker() {
    classes()
        .that()
        .resideInAPackage("io.stepscope.http")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.http",
            "io.stepscope.tracker",
            "com.fasterxml.jackson.core",
            "java..",
            "javax.net..",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  @Test
  void nobodyUsesStandardOutput() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<JavaPackage> packages =
        CLASSES.getPackage("io.stepscope").getSubpackagesInTree().stream()
            .filter(pack -> pack.getName().matches("io\\.stepscope\\.(http|tracker\\..+)"))
            .filter(pack -> !pack.getClasses().isEmpty())
            .toList();
    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            pack ->
                assertThat(pack.tryGetPackageInfo())
                    .as("package-info of %s", pack.getName())
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }
}
