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
        .layer("prepare")
        .definedBy("dev.trefoil.training.prepare..")
        .layer("regenerate")
        .definedBy("dev.trefoil.training.regenerate..")
        .layer("features")
        .definedBy("dev.trefoil.training.features..")
        .layer("run")
        .definedBy("dev.trefoil.training.run..")
        .layer("data")
        .definedBy("dev.trefoil.training.data..")
        .layer("shards")
        .definedBy("dev.trefoil.training.shards..")
        .whereLayer("features")
        .mayOnlyBeAccessedByLayers("draft")
        .whereLayer("regenerate")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("prepare")
        .mayOnlyBeAccessedByLayers("features")
        .whereLayer("lm")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("recipe")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("draft")
        .mayOnlyBeAccessedByLayers("recipe")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("lm", "draft", "recipe", "prepare", "regenerate", "features")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers(
            "run", "lm", "draft", "recipe", "prepare", "regenerate", "features")
        .whereLayer("shards")
        .mayOnlyBeAccessedByLayers("data", "prepare", "regenerate", "features")
        .check(classes);
  }
}
