package io.stepscope.viewer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the direction of the packages of this module. */
class ArchitectureTest {
  private static final String ROOT = "io.stepscope.viewer";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages(ROOT);

  @Test
  void commandsUseReportsWhichUseRunsAndTerminals() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("commands")
        .definedBy(ROOT)
        .layer("report")
        .definedBy(ROOT + ".report")
        .layer("run")
        .definedBy(ROOT + ".run")
        .layer("terminal")
        .definedBy(ROOT + ".terminal")
        .layer("series")
        .definedBy(ROOT + ".series")
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("commands")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("commands", "report")
        .whereLayer("terminal")
        .mayOnlyBeAccessedByLayers("commands", "report")
        .whereLayer("series")
        .mayOnlyBeAccessedByLayers("run", "terminal", "report")
        .check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyCommandsKnowTheCommandLineParser() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  /** What draws must be testable with values alone. */
  @Test
  void whatDrawsTouchesNoFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".report", ROOT + ".series")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..", "java.io", "io.stepscope.journal..", "io.stepscope.folder..")
        .check(CLASSES);
  }

  @Test
  void nothingButTheCoreAndTheParserIsUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.stepscope..", "java..", "org.jspecify.annotations", "picocli..")
        .check(CLASSES);
  }

  @Test
  void internalPackagesOfOtherModulesAreNotTouched() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.stepscope..internal..")
        .check(CLASSES);
  }

  /** Standard output goes through {@code Output}, which notices that nobody reads. */
  @Test
  void nobodyUsesSystemOut() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<JavaPackage> packages =
        CLASSES.getPackage(ROOT).getSubpackagesInTree().stream()
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
