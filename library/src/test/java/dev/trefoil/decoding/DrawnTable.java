package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.HostTensor;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A recorded table of children that an original drew without putting back: a row of ten for each
/// node of the published tree that has children, in level order. The draws were random; given the
/// tokens, the distributions are not.
public final class DrawnTable {
  private static final double PROBABILITY = 1e-5; // tolerances of the golden READMEs
  private static final double CONDITIONAL = 1e-3;
  private static final double CANCELLATION = 1e-7; // of the rest, which the originals keep in f32
  private static final int PER_ROW = 10;

  /// All that is in the table: ten children wherever the published tree has any.
  public static final TreeRule.Static WHOLE =
      new TreeRule.Static(
          StaticTree.parse(
              "root:10 0:10 1:10 2:10 3:10 0.0:10 0.1:10 0.2:10 1.0:10 0.0.0:10 0.0.0.0:10"),
          ChildChoice.DRAWN);

  private final int[] tokens; // [rows, 10]
  private final double[][] distributions; // [rows][vocabulary]
  private final double[] conditional; // [rows, 10]

  /// @param recorded finds `tokens`, `op0` to `op4` and `q_tilde`
  @SuppressWarnings("MissingSummary") // the parameter says all
  public DrawnTable(Function<String, HostTensor> recorded) {
    HostTensor table = recorded.apply("tokens");
    tokens = IntStream.range(0, (int) table.elements()).map(i -> (int) table.getLong(i)).toArray();
    distributions =
        IntStream.range(0, 5)
            .mapToObj(level -> recorded.apply("op" + level))
            .flatMap(op -> IntStream.range(0, op.rows()).mapToObj(row -> doubles(op, row)))
            .toArray(double[][]::new);
    HostTensor given = recorded.apply("q_tilde");
    conditional = IntStream.range(0, (int) given.elements()).mapToDouble(given::get).toArray();
    assertThat(tokens).hasSize(PER_ROW * distributions.length);
  }

  private static double[] doubles(HostTensor op, int row) {
    return IntStream.range(0, op.columns())
        .mapToDouble(column -> op.get((long) row * op.columns() + column))
        .toArray();
  }

  /// The numbers with which a drafter draws the recorded tokens below each node of the tree.
  public DrawNumbers numbers(StaticTree shape) {
    DrawNumbers numbers = new DrawNumbers();
    int row = 0;
    for (int node = 0; node < shape.size(); node++) {
      if (shape.children(node) > 0) {
        int from = row * PER_ROW;
        int[] drawn = Arrays.copyOfRange(tokens, from, from + shape.children(node));
        numbers.add(distributions[row++], drawn);
      }
    }
    return numbers;
  }

  /// Whether a tree drawn with those numbers is the recorded one.
  public void check(TokenTree tree) {
    int row = 0;
    for (int node = 0; node < tree.size(); node++) {
      int child = tree.firstChild(node);
      double[] proposal = tree.proposal(node);
      assertThat(proposal == null).as("node %d", node).isEqualTo(child < 0);
      if (proposal != null) {
        assertThat(proposal)
            .as("row %d", row)
            .containsExactly(distributions[row], within(PROBABILITY));
        checkRow(tree, child, proposal, row++);
      }
    }
    assertThat(row).isEqualTo(distributions.length);
  }

  private void checkRow(TokenTree tree, int firstChild, double[] proposal, int row) {
    double left = 1;
    int entry = row * PER_ROW;
    for (int child = firstChild; child >= 0; child = tree.nextSibling(child)) {
      int token = tree.token(child);
      assertThat(token).as("entry %d", entry).isEqualTo(tokens[entry]);
      double drawn = Math.clamp(proposal[token] / left, 0, 1);
      assertThat(drawn)
          .as("entry %d", entry)
          .isCloseTo(
              conditional[entry],
              within(CONDITIONAL + CANCELLATION / Math.max(left, CANCELLATION)));
      left -= proposal[token];
      entry++;
    }
  }
}
