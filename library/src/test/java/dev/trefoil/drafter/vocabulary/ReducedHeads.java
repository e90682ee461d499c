package dev.trefoil.drafter.vocabulary;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Heads of some of a target's tokens for tests.
public final class ReducedHeads {
  private ReducedHeads() {}

  /// Five tokens in six of the contract's target, backwards.
  public static DraftHead ofContract(Target target) {
    int vocabulary = target.config().vocabularySize();
    int[] tokens =
        IntStream.range(0, vocabulary)
            .map(token -> vocabulary - 1 - token)
            .filter(token -> token % 6 != 4)
            .toArray();
    TensorSource weights = TinyModels.random(target.config(), 3);
    return DraftHead.of(target, weights, DraftVocabulary.of(tokens, vocabulary));
  }

  /// Random tokens in a random order.
  public static int[] randomTokens(SplittableRandom random, int vocabulary, int count) {
    int[] tokens = IntStream.range(0, vocabulary).toArray();
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i, vocabulary);
      int token = tokens[i];
      tokens[i] = tokens[other];
      tokens[other] = token;
    }
    return IntStream.range(0, count).map(i -> tokens[i]).toArray();
  }

  /// A whole head after which all other tokens are forbidden.
  public static DraftHead masked(Target target, int[] tokens) {
    int vocabulary = target.config().vocabularySize();
    DraftHead whole = DraftHead.of(target);
    Backend backend = target.backend();
    return new DraftHead(
        whole.vocabulary(),
        hidden -> {
          Matrix logits = whole.logits(hidden); // [rows, vocabulary]
          float[] row = new float[vocabulary];
          float[] all = new float[logits.rows() * vocabulary];
          Arrays.fill(all, Float.NEGATIVE_INFINITY);
          for (int i = 0; i < logits.rows(); i++) {
            backend.read(logits, i, row);
            for (int token : tokens) {
              all[i * vocabulary + token] = row[token];
            }
          }
          return backend.upload(all, logits.rows(), vocabulary);
        });
  }
}
