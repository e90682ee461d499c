package dev.trefoil.training.data;

/// Token ids of one conversation, and which of them a model is to learn to say.
///
/// @param ids `[tokens]`
/// @param trained `[tokens]`; never true for the first token, which nothing predicts
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
public record EncodedConversation(int[] ids, boolean[] trained) {
  public EncodedConversation {
    if (ids.length != trained.length) {
      throw new IllegalArgumentException(
          "%d ids but %d marks".formatted(ids.length, trained.length));
    }
  }

  /// Number of marks.
  public int trainedTokens() {
    int count = 0;
    for (boolean one : trained) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
