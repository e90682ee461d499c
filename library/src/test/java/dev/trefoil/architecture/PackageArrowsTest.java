package dev.trefoil.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows of ARCHITECTURE.md point down only.
class PackageArrowsTest {
  private static final String ROOT = "dev.trefoil.";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.trefoil");

  @Test
  void packagesDependOnlyOnThoseBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("bench")
        .definedBy(ROOT + "bench..")
        .layer("engine")
        .definedBy(ROOT + "engine..")
        .layer("drafter")
        .definedBy(ROOT + "drafter..")
        .layer("decoding")
        .definedBy(ROOT + "decoding..")
        .layer("model")
        .definedBy(ROOT + "model..")
        .layer("nn")
        .definedBy(ROOT + "nn..")
        .layer("checkpoint")
        .definedBy(ROOT + "checkpoint..")
        .layer("text")
        .definedBy(ROOT + "text..")
        .layer("cpu")
        .definedBy(ROOT + "compute.cpu..")
        .layer("compute")
        .definedBy(ROOT + "compute")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("bench")
        .whereLayer("drafter")
        .mayOnlyBeAccessedByLayers("engine", "bench")
        .whereLayer("decoding")
        .mayOnlyBeAccessedByLayers("drafter", "engine", "bench")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("decoding", "drafter", "engine", "bench")
        .whereLayer("nn")
        .mayOnlyBeAccessedByLayers("model", "drafter", "bench")
        .whereLayer("checkpoint")
        .mayOnlyBeAccessedByLayers("model", "decoding", "drafter", "engine", "bench")
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers("engine", "bench")
        .whereLayer("cpu")
        .mayOnlyBeAccessedByLayers("engine", "bench")
        .check(classes);
  }

  @Test
  void nativeTypesStayInTheCpuBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "compute.cpu..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.dnnl..", "jdk.incubator.vector..")
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "compute.cpu..", ROOT + "text..") // text unpacks with it
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.javacpp..")
        .check(classes);
  }

  @Test
  void tokenizerLibraryStaysInText() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "text..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(classes);
  }

  @Test
  void theLibraryPrintsNothingAndNeverExits() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(classes);
  }
}
