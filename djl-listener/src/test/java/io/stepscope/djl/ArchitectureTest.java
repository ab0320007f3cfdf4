package io.stepscope.djl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds what the adapter keeps to. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .withImportOption(location -> location.contains("djl-listener"))
          .importPackages("io.stepscope.djl");

  /** What is forwarded, and where, is no business of an adapter. */
  @Test
  void theAdapterRecordsAndKnowsNoTracker() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope",
            "io.stepscope.djl..",
            "io.stepscope.configuration..",
            "io.stepscope.control..",
            "io.stepscope.event..",
            "io.stepscope.histogram..",
            "io.stepscope.memory..",
            "io.stepscope.probe..",
            "io.stepscope.progress..",
            "io.stepscope.recorder..",
            "io.stepscope.training..",
            "ai.djl..",
            // By which DJL itself finds GPUs; asks libtorch where arrays lie.
            "com.sun.jna",
            "java..",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  /** What users import is the listener. */
  @Test
  void littleIsPublic() {
    classes()
        .that()
        .haveModifier(JavaModifier.PUBLIC)
        .should()
        .haveSimpleName("StepscopeListener")
        .check(CLASSES);
  }

  /** Standard output belongs to the program. */
  @Test
  void nobodyUsesStandardOutput() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
  }

  @Test
  void thePackageIsNullMarked() {
    assertThat(CLASSES.getPackage("io.stepscope.djl").tryGetPackageInfo())
        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
  }
}
