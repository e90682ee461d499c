package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.WeightMismatchException;
import org.jspecify.annotations.Nullable;

/// The tokens that a draft can propose: all of the target's, or the frequent ones (EAGLE-3's code;
/// the table `d2t` holds the target's id minus the draft's). Immutable.
public final class DraftVocabulary {
  private final int size;
  private final int @Nullable [] target; // by draft id; null when the ids are the same

  private DraftVocabulary(int size, int @Nullable [] target) {
    this.size = size;
    this.target = target;
  }

  /// All tokens of the target, under their own ids.
  static DraftVocabulary whole(int size) {
    return new DraftVocabulary(size, null);
  }

  /// Reads the table, which may be absent when the vocabularies are of one size.
  static DraftVocabulary read(TensorSource source, int draftSize, int targetSize) {
    if (draftSize == targetSize) {
      return whole(draftSize);
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
    return new DraftVocabulary(draftSize, target);
  }

  public int size() {
    return size;
  }

  /// The target's id of a token; -1, which says that there is none, stays.
  public int targetToken(int draftToken) {
    return target == null || draftToken < 0 ? draftToken : target[draftToken];
  }
}
