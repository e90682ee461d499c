package dev.trefoil.decoding;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Proposes random, adversarial and perfect trees: it is told the plain answer, and mixes it with
/// noise in random shapes.
final class OracleDrafter implements Drafter {
  private final Map<Integer, int[]> answerByPromptHead;
  private final int vocabulary;
  private final RandomGenerator random;
  private final IdentityHashMap<Sequence, int[]> answers = new IdentityHashMap<>();

  /// @param answerByPromptHead the whole plain token list, keyed by the prompt's first token
  OracleDrafter(Map<Integer, int[]> answerByPromptHead, int vocabulary, RandomGenerator random) {
    this.answerByPromptHead = answerByPromptHead;
    this.vocabulary = vocabulary;
    this.random = random;
  }

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      int[] answer = answers.computeIfAbsent(sequence, s -> answerByPromptHead.get(s.token(0)));
      switch (random.nextInt(4)) {
        case 0 -> grow(sequence, answer, 0.0); // perfect
        case 1 -> grow(sequence, answer, 1.0); // noise
        case 2 -> grow(sequence, answer, 0.5);
        default -> {} // nothing
      }
      rideAlong(sequence.extraRows());
    }
  }

  /// Level by level; each node gets some children, the true continuation among them at a random
  /// place unless noise wins.
  private void grow(Sequence sequence, int[] answer, double noise) {
    TokenTree tree = sequence.tree();
    int width = 1 + random.nextInt(3);
    for (int node = 0; node < tree.size(); node++) {
      int children = random.nextInt(width + 1);
      int truth = random.nextInt(width + 1);
      for (int c = 0; c <= children && tree.fits(node); c++) {
        int index = sequence.length() + tree.depth(node);
        boolean honest = c == truth && index < answer.length && random.nextDouble() >= noise;
        tree.add(node, honest ? answer[index] : adversarial(sequence));
      }
    }
  }

  /// Rows that see this and that: they must not move a bit of the tree's rows.
  private void rideAlong(ExtraRows extra) {
    int rows = random.nextInt(8);
    for (int row = 0; row < rows && extra.fits(); row++) {
      int[] seen =
          random.ints(4, 0, row + 1).filter(i -> i < extra.size()).sorted().distinct().toArray();
      extra.add(random.nextInt(vocabulary), random.nextInt(300), seen, seen.length);
    }
  }

  private int adversarial(Sequence sequence) {
    return switch (random.nextInt(8)) {
      case 0 -> sequence.lastToken();
      case 1 -> vocabulary + random.nextInt(5); // an id the target does not have
      case 2 -> -1;
      default -> random.nextInt(vocabulary);
    };
  }
}
