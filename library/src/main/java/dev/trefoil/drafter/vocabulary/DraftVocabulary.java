package dev.trefoil.drafter.vocabulary;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.decoding.TreeBatch;
import dev.trefoil.decoding.TreeRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tokens that a draft can propose: all of the target's, or some of them under ids of the
/// draft's own, counted from 0. Immutable.
public final class DraftVocabulary {
  private final int size;
  private final int targetSize;
  private final int @Nullable [] target; // by draft id; null when the ids are the same

  private DraftVocabulary(int size, int targetSize, int @Nullable [] target) {
    this.size = size;
    this.targetSize = targetSize;
    this.target = target;
  }

  /// All tokens of the target, under their own ids.
  public static DraftVocabulary whole(int size) {
    return new DraftVocabulary(size, size, null);
  }

  /// Some of the target's tokens.
  ///
  /// @param tokens the target's ids; the draft's ids are the places in this list
  /// @param targetSize number of the target's tokens
  /// @throws IllegalArgumentException when it is empty, or a token is none of the target's
  public static DraftVocabulary of(int[] tokens, int targetSize) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException(
          "a draft vocabulary of no tokens; at least 1 is needed to propose anything");
    }
    for (int place = 0; place < tokens.length; place++) {
      int token = tokens[place];
      if (token < 0 || token >= targetSize) {
        throw new IllegalArgumentException(
            "draft token %d is token %d of the target, which has the tokens 0 to %d"
                .formatted(place, token, targetSize - 1));
      }
    }
    return new DraftVocabulary(tokens.length, targetSize, tokens.clone());
  }

  /// The same tokens for a model that has rows for `size` ids, the first of which are the target's:
  /// tokens that it has no row for are left out, and where all are proposed, all of its rows are.
  ///
  /// @throws IllegalArgumentException when none is left
  public DraftVocabulary within(int size) {
    return target == null
        ? whole(size)
        : of(Arrays.stream(target).filter(token -> token < size).toArray(), size);
  }

  public int size() {
    return size;
  }

  /// Whether every token of the target can be proposed under its own id.
  public boolean isWhole() {
    return target == null;
  }

  /// The target's id of a token; -1, which says that there is none, stays.
  public int targetToken(int draftToken) {
    return target == null || draftToken < 0 ? draftToken : target[draftToken];
  }

  /// Logits of the target's tokens, given those of a draft: tokens that it cannot propose get no
  /// probability, ids that the target does not have go.
  ///
  /// @param draft logits by draft id, `[size]`
  /// @param all takes logits by the target's id
  public void spread(float[] draft, float[] all) {
    Arrays.fill(all, Float.NEGATIVE_INFINITY);
    if (target == null) {
      System.arraycopy(draft, 0, all, 0, Math.min(draft.length, all.length));
      return;
    }
    for (int place = 0; place < size; place++) {
      if (target[place] < all.length) {
        all[target[place]] = draft[place];
      }
    }
  }

  /// Trees made of logits over these tokens.
  public TreeBatch newTrees(Backend backend, TreeRule rule) {
    return new TreeBatch(backend, rule, size, targetSize, this::targetToken);
  }

  /// The rows of these tokens, of a tensor that has one row per token of the target: that tensor
  /// itself when all are proposed, else a copy.
  public NamedTensor rows(NamedTensor all) {
    if (target == null) {
      return all;
    }
    HostTensor tensor = all.tensor();
    if (tensor.rows() != targetSize) {
      throw new IllegalArgumentException(
          "%s is %s; a row for each of the target's %d tokens is needed"
              .formatted(all.name(), tensor, targetSize));
    }
    DataType type = tensor.type();
    long rowBytes = (long) tensor.columns() * type.bytes();
    MemorySegment copy = Arena.ofAuto().allocate(size * rowBytes, 64);
    for (int token = 0; token < size; token++) {
      long from = target[token] * rowBytes;
      MemorySegment.copy(tensor.data(), from, copy, token * rowBytes, rowBytes);
    }
    long[] shape = tensor.shape();
    shape[0] = size;
    return new NamedTensor(all.name(), new HostTensor(type, shape, copy));
  }
}
