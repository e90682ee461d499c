package dev.trefoil.training.data;

import java.util.SplittableRandom;

/// Corpora for tests.
final class Corpora {
  private Corpora() {}

  /// Conversations of random lengths whose ids say where they are: conversation times 100 plus
  /// place.
  static TokenCorpus random(int conversations, int longest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TokenCorpus.Builder builder = new TokenCorpus.Builder();
    for (int c = 0; c < conversations; c++) {
      int[] ids = new int[2 + random.nextInt(longest - 1)];
      boolean[] trained = new boolean[ids.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = 100 * (c + 1) + i;
        trained[i] = i > 0 && (i == 1 || random.nextBoolean());
      }
      builder.add(new EncodedConversation(ids, trained));
    }
    return builder.build();
  }
}
