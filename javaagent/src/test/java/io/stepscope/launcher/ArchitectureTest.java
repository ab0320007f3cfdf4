package io.stepscope.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages("io.stepscope.launcher");

  /**
   * Logging, the default file system and management beans would fix the observed program's own
   * choices; classes of the isolated part are only reached by reflection.
   */
  @Test
  void theLauncherUsesLittleOfTheJdkAndNothingElse() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope.launcher",
            "org.jspecify.annotations",
            "java.io",
            "java.lang",
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

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.getPackage("io.stepscope.launcher").tryGetPackageInfo())
        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
  }
}
