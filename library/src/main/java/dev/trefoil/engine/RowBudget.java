package dev.trefoil.engine;

/// How many rows a method may spend per step.
public sealed interface RowBudget {
  /// As many as pay on this machine with this model, by [StepCosts] and by what was accepted.
  record Auto() implements RowBudget {}

  /// The published sizes.
  record Paper() implements RowBudget {}

  /// At most this many tree nodes per sequence, root included, and fewer rows beside the tree.
  record Fixed(int rows) implements RowBudget {
    public Fixed {
      if (rows < 1 || rows > 4096) {
        throw new IllegalArgumentException(
            "a budget of %d rows; allowed are auto, paper, or 1 to 4096".formatted(rows));
      }
    }
  }

  /// `auto`, `paper` or a number.
  static RowBudget parse(String text) {
    return switch (text) {
      case "auto" -> new Auto();
      case "paper" -> new Paper();
      default -> {
        try {
          yield new Fixed(Integer.parseInt(text));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "budget '%s'; allowed are auto, paper, or a number of rows".formatted(text), e);
        }
      }
    };
  }

  /// As [#parse] reads it.
  default String label() {
    return switch (this) {
      case Auto() -> "auto";
      case Paper() -> "paper";
      case Fixed(int rows) -> String.valueOf(rows);
    };
  }
}
