package dev.trefoil.training.run;

import dev.trefoil.training.run.CheckpointStore.Stored;
import java.nio.file.Path;
import java.util.SequencedMap;

/// What a run is about, read and checked before its first step.
public interface RunSubject {
  /// What must stay the same over a resume, by a name for people: `target`, `data`, `settings`.
  SequencedMap<String, String> fingerprints();

  /// The beginning.
  Trainee begin();

  /// From a checkpoint with these fingerprints.
  Trainee resume(Stored stored);

  /// Makes what users take from a finished run.
  ///
  /// @return its directory
  Path export(Path checkpoint);
}
