package dev.trefoil.training;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageArrowsTest {
  @Test
  void arrowsPointDown() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trefoil.training");
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("lm")
        .definedBy("dev.trefoil.training.lm..")
        .layer("recipe")
        .definedBy("dev.trefoil.training.recipe..")
        .layer("draft")
        .definedBy("dev.trefoil.training.draft..")
        .layer("run")
        .definedBy("dev.trefoil.training.run..")
        .layer("data")
        .definedBy("dev.trefoil.training.data..")
        .whereLayer("lm")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("recipe")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("draft")
        .mayOnlyBeAccessedByLayers("recipe")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("lm", "draft", "recipe")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("run", "lm", "draft", "recipe")
        .check(classes);
  }
}
