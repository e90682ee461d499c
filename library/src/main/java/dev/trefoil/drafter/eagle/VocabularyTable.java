package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.nn.WeightMismatchException;

/// The draft vocabulary that an EAGLE-3 checkpoint brings: the table `d2t` holds the target's id
/// minus the draft's (EAGLE-3's code).
final class VocabularyTable {
  private VocabularyTable() {}

  /// Reads the table, which may be absent when the vocabularies are of one size.
  static DraftVocabulary read(TensorSource source, int draftSize, int targetSize) {
    if (draftSize == targetSize) {
      return DraftVocabulary.whole(draftSize);
    }
    HostTensor offsets = source.find(EagleTensors.TO_TARGET);
    if (offsets == null || offsets.type().isFloat() || !offsets.hasShape(draftSize)) {
      throw new WeightMismatchException(
          "%s: %s is %s; a draft vocabulary of %d of the target's %d tokens needs whole numbers [%d]"
              .formatted(
                  source.description(),
                  EagleTensors.TO_TARGET,
                  offsets == null ? "missing" : offsets,
                  draftSize,
                  targetSize,
                  draftSize));
    }
    int[] target = new int[draftSize];
    for (int token = 0; token < draftSize; token++) {
      long mapped = token + offsets.getLong(token);
      if (mapped < 0 || mapped >= targetSize) {
        throw new WeightMismatchException(
            "%s: %s maps draft token %d to %d; the target has the tokens 0 to %d"
                .formatted(
                    source.description(), EagleTensors.TO_TARGET, token, mapped, targetSize - 1));
      }
      target[token] = (int) mapped;
    }
    return DraftVocabulary.of(target, targetSize);
  }
}
