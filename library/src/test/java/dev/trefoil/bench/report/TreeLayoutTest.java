package dev.trefoil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.report.TreeLayout.Box;
import dev.trefoil.bench.report.TreeLayout.Fate;
import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeLayoutTest {
  @Test
  void theAcceptedPathAndTheBonusTokenAreTheTopLine() {
    List<Box> boxes = TreeLayout.of(Reports.tree());
    assertThat(boxes.stream().filter(box -> box.row() == 0).map(Box::text))
        .containsExactly("␣the", "␣dog", "<b>&\"", "␣barks");
    assertThat(boxes.getLast().fate()).isEqualTo(Fate.BONUS);
    assertThat(boxes.getLast().parent()).isEqualTo(4);
  }

  @Test
  void noTwoBoxesOverlapInAnyTree() {
    for (int seed = 0; seed < 200; seed++) {
      List<Box> boxes = TreeLayout.of(random(new Random(seed)));
      for (Box a : boxes) {
        for (Box b : boxes) {
          boolean apart = a.row() != b.row() || a.right() < b.left() || b.right() < a.left();
          assertThat(a.equals(b) || apart).as("%s and %s, seed %d", a, b, seed).isTrue();
        }
        if (a.parent() >= 0) {
          assertThat(boxes.get(a.parent()).right()).isLessThan(a.left());
          assertThat(boxes.get(a.parent()).row()).isLessThanOrEqualTo(a.row());
        }
      }
    }
  }

  private static TreeExample random(Random random) {
    List<TreeNode> nodes = new ArrayList<>();
    nodes.add(new TreeNode("root", -1, true));
    int last = 0;
    for (int i = 1; i < 30; i++) {
      int parent = random.nextInt(i);
      boolean accepted = parent == last && random.nextBoolean();
      nodes.add(new TreeNode("t".repeat(1 + random.nextInt(12)), parent, accepted));
      last = accepted ? i : last;
    }
    return new TreeExample("x", 1, 0, "", nodes, "bonus");
  }
}
