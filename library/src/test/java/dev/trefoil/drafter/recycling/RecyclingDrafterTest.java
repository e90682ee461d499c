package dev.trefoil.drafter.recycling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import org.junit.jupiter.api.Test;

class RecyclingDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return new RecyclingDrafter(RecyclingConfig.DEFAULT, target.backend());
  }

  @Override
  protected TreeBudget budget() {
    StaticTree tree = RecyclingConfig.DEFAULT.tree();
    return new TreeBudget(tree.size(), tree.maxDepth());
  }

  @Override
  protected boolean learnsFromOtherRequests() {
    return true;
  }

  @Test
  void aTreeOfABareRootIsRefused() {
    assertThatThrownBy(() -> new RecyclingConfig(StaticTree.parse(""), false))
        .hasMessageContaining("root:1");
  }

  @Test
  void theMatrixKnowsNothingUntilItIsTold() {
    SuccessorMatrix matrix = new SuccessorMatrix(2);
    assertThat(matrix.get(3, 1)).isEqualTo(-1);
    matrix.reserve(5);
    assertThat(matrix.get(3, 1)).isEqualTo(-1);
    matrix.set(3, new int[] {9, 8, 7}, 1, 2);
    assertThat(matrix.get(3, 0)).isEqualTo(8);
    assertThat(matrix.get(3, 1)).isEqualTo(7);
    assertThat(matrix.get(4, 0)).isEqualTo(-1);
  }
}
