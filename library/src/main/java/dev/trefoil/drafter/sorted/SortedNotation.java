package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.ChildChoice;
import java.util.Arrays;
import java.util.List;

/// Reads a [SortedConfig] from `SHAPE` or `SHAPE,GATE`.
///
/// Shapes: `tree` or `tree:NODES/EXPANSIONS/TOPK`; `chain` (ends where it becomes unlikely),
/// `adaptive-chain` (the published length), `drawn-chain`. Gates: `reach`, `mean`, `max`, `node`
/// (each node by itself), all four optionally with thresholds `:0.5/0.5`, or a number of layers. In
/// addition `published`, SD2 as released.
final class SortedNotation {
  private static final String ALLOWED =
      "allowed are published, or tree, tree:NODES/EXPANSIONS/TOPK, chain, adaptive-chain, drawn-chain"
          + " and after a comma reach, mean, max, node (each also with :TAU/TAU) or a number of layers";

  private final String notation;

  SortedNotation(String notation) {
    this.notation = notation;
  }

  SortedConfig read() {
    if (notation.equals("published")) {
      return SortedConfig.PUBLISHED;
    }
    String[] parts = notation.split(",", -1);
    if (parts.length > 2) {
      throw refused();
    }
    DraftShape shape = shape(parts[0]);
    return new SortedConfig(
        shape, parts.length == 1 ? SortedConfig.DEFAULT.gate() : gate(parts[1]));
  }

  private DraftShape shape(String text) {
    return switch (name(text)) {
      case "tree" -> text.equals("tree") ? SortedConfig.DEFAULT.shape() : tree(text);
      case "chain" -> plain(text, SortedConfig.CHAIN.shape());
      case "adaptive-chain" -> plain(text, SortedConfig.PUBLISHED_CHAIN.shape());
      case "drawn-chain" ->
          plain(text, new DraftShape.Chain(new ChainLength.Confident(0.3, 12), ChildChoice.DRAWN));
      default -> throw refused();
    };
  }

  private DraftShape plain(String text, DraftShape shape) {
    if (text.indexOf(':') >= 0) {
      throw refused();
    }
    return shape;
  }

  private DraftShape tree(String text) {
    double[] sizes = numbers(text);
    if (sizes.length != 3 || Arrays.stream(sizes).anyMatch(size -> size != Math.rint(size))) {
      throw refused();
    }
    return new DraftShape.Tree((int) sizes[0], (int) sizes[1], (int) sizes[2]);
  }

  private ExitGate gate(String text) {
    List<Double> thresholds =
        text.indexOf(':') < 0 ? List.of() : Arrays.stream(numbers(text)).boxed().toList();
    return switch (name(text)) {
      case "reach" -> new ExitGate.Confidence(ExitRule.REACH, thresholds);
      case "mean" -> new ExitGate.Confidence(ExitRule.MEAN, thresholds);
      case "max" -> new ExitGate.Confidence(ExitRule.MAX, thresholds);
      case "node" -> new ExitGate.PerNode(thresholds);
      default -> {
        if (!text.matches("\\d{1,4}")) {
          throw refused();
        }
        yield new ExitGate.Fixed(Integer.parseInt(text));
      }
    };
  }

  private static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  /// The numbers behind a colon.
  private double[] numbers(String text) {
    String[] parts = text.substring(text.indexOf(':') + 1).split("/", -1);
    if (!Arrays.stream(parts).allMatch(part -> part.matches("\\d{1,4}|\\d?\\.\\d{1,9}"))) {
      throw refused();
    }
    return Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
  }

  private IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "'%s' is no use of a sorted draft; %s".formatted(notation, ALLOWED));
  }
}
