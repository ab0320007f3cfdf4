package io.stepscope.dl4j;

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
          .withImportOption(location -> location.contains("dl4j-listener"))
          .importPackages("io.stepscope.dl4j");

  /** What is forwarded, and where, is no business of an adapter. */
  @Test
  void theAdapterRecordsAndKnowsNoTracker() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stepscope",
            "io.stepscope.dl4j..",
            "io.stepscope.configuration..",
            "io.stepscope.control..",
            "io.stepscope.event..",
            "io.stepscope.histogram..",
            "io.stepscope.memory..",
            "io.stepscope.probe..",
            "io.stepscope.progress..",
            "io.stepscope.recorder..",
            "io.stepscope.training..",
            "org.deeplearning4j..",
            "org.nd4j..",
            // The class of the maps that SameDiff gives its operations in.
            "org.apache.commons.collections4.trie",
            "org.bytedeco.javacpp..",
            "java..",
            "org.jspecify.annotations")
        .check(CLASSES);
  }

  /** What users import is the listeners, the class that ends runs, and what a stop throws. */
  @Test
  void littleIsPublic() {
    classes()
        .that()
        .haveModifier(JavaModifier.PUBLIC)
        .should()
        .haveNameMatching(".*\\.(Stepscope|Stepscope\\w*Listener|TrainingStoppedException)")
        .check(CLASSES);
  }

  /** Standard output belongs to the program. */
  @Test
  void nobodyUsesStandardOutput() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
  }

  @Test
  void thePackageIsNullMarked() {
    assertThat(CLASSES.getPackage("io.stepscope.dl4j").tryGetPackageInfo())
        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
  }
}
