package dev.trefoil.training.recipe;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.data.TokenCounts;
import dev.trefoil.training.draft.LayerCopy;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The tokens that a draft of a smaller vocabulary can propose: those that the target says most
/// often in the training data, ascending (EAGLE-3's code). Among equally frequent ones the first
/// said comes first.
final class FrequentTokens {
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int[] tokens;
  private final int targetVocabulary;

  private FrequentTokens(int[] tokens, int targetVocabulary) {
    this.tokens = tokens;
    this.targetVocabulary = targetVocabulary;
  }

  /// Counts the marked tokens of a corpus.
  static FrequentTokens of(TokenCorpus corpus, int targetVocabulary, int size) {
    TokenCounts counts = new TokenCounts(targetVocabulary);
    counts.add(corpus);
    int[] tokens = Arrays.stream(counts.rankedByFirst()).limit(size).sorted().toArray();
    return new FrequentTokens(tokens, targetVocabulary);
  }

  /// `d2t`: the target's id minus the draft's, by the draft's.
  HostTensor toTarget() {
    MemorySegment data = MemorySegment.ofArray(new byte[Long.BYTES * tokens.length]);
    for (int i = 0; i < tokens.length; i++) {
      data.setAtIndex(I64, i, tokens[i] - i);
    }
    return new HostTensor(DataType.I64, new long[] {tokens.length}, data);
  }

  /// The rows of these tokens, in f32.
  ///
  /// @param table `[target vocabulary, width]`
  HostTensor rows(HostTensor table) {
    DraftVocabulary vocabulary = DraftVocabulary.of(tokens, targetVocabulary);
    return LayerCopy.floats(vocabulary.rows(new NamedTensor("lm_head.weight", table)).tensor());
  }

  /// `t2d`: whether the draft has a token of the target.
  HostTensor known() {
    byte[] known = new byte[targetVocabulary];
    for (int token : tokens) {
      known[token] = 1;
    }
    return new HostTensor(
        DataType.BOOL, new long[] {targetVocabulary}, MemorySegment.ofArray(known));
  }
}
