/// Trains language models and drafts on libtorch.
module dev.trefoil.training {
  requires static transitive org.jspecify;
  requires transitive dev.trefoil;
  requires transitive dev.trefoil.torch;
  requires tools.jackson.databind;

  exports dev.trefoil.training.data;
  exports dev.trefoil.training.draft;
  exports dev.trefoil.training.features;
  exports dev.trefoil.training.lm;
  exports dev.trefoil.training.prepare;
  exports dev.trefoil.training.recipe;
  exports dev.trefoil.training.regenerate;
  exports dev.trefoil.training.run;
  exports dev.trefoil.training.shards;
}
