package dev.trefoil.training.draft;

import dev.trefoil.compute.TensorSource;
import java.util.SequencedMap;

/// How one method's draft is trained: what it starts from, what it minimises, which files it is.
///
/// Immutable. A run calls [#start] once, then [#open]; what changes from step to step lives in the
/// [TrainableDraft] and its parameters. The same recipe with the same settings gives the same run.
public interface DraftRecipe {
  /// The name in commands, reports and `trefoil.json`, such as `clover2`.
  String method();

  /// Every setting of the network and of the loss, by the name of its command-line option without
  /// dashes. They go to `trefoil.json`, and a run resumes only with equal ones.
  SequencedMap<String, Object> settings();

  /// Optimiser, schedule and batch as published.
  DraftDefaults defaults();

  /// The draft before its first step as the files of the published layout. Depends on the arguments
  /// alone: a resumed run calls this again for everything but the trained values.
  ///
  /// @throws RuntimeException whose message says why no draft of this kind can follow the target
  DraftFiles start(DraftStart start);

  /// Makes the network on the target's backend. Called once per run; weights that the backend makes
  /// meanwhile have gradients. Afterwards those that [#start] did not name are frozen.
  ///
  /// @param weights with the names of [#start]; may be closed afterwards
  TrainableDraft open(FrozenTarget target, TensorSource weights);
}
