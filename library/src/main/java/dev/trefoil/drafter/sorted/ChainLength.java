package dev.trefoil.drafter.sorted;

/// When a chain is long enough.
public sealed interface ChainLength {
  /// Largest number of tokens of a chain.
  int most();

  /// As published: a chain that was accepted whole makes the next one two longer, any other makes
  /// it one shorter (the heuristic of assisted generation).
  ///
  /// @param first length of the first chain
  record Adaptive(int first, int most) implements ChainLength {
    /// Starts at 5, ends at 20.
    public static final Adaptive PUBLISHED = new Adaptive(5, 20);

    public Adaptive {
      if (first < 1 || most < first) {
        throw new IllegalArgumentException(
            "first chain of %d tokens, longest of %d; at least 1 and no more than the longest"
                .formatted(first, most));
      }
    }

    int next(int present, int drafted, int accepted) {
      if (drafted == 0) {
        return present;
      }
      return Math.clamp(accepted == drafted ? present + 2 : present - 1, 1, most);
    }
  }

  /// Ends once the chain as a whole has become unlikely (the rule of SpecDec++, Huang et al. 2024,
  /// with the exits' confidences in place of its acceptance head).
  ///
  /// @param leastProduct the product of the confidences so far below which no further token is
  ///   drafted; 0 for chains of one length
  record Confident(double leastProduct, int most) implements ChainLength {
    public Confident {
      if (!(leastProduct >= 0 && leastProduct < 1) || most < 1) {
        throw new IllegalArgumentException(
            "least product %s and at most %d tokens; 0 to below 1 and at least 1 are needed"
                .formatted(leastProduct, most));
      }
    }
  }
}
