package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The groups by which Spec-Bench reports: its eight MT-bench categories are one group, every other
/// category is a group of its own (<https://arxiv.org/abs/2401.07851>, section 5).
public final class QuestionGroups {
  /// The group of the eight multi-turn categories.
  public static final String MT_BENCH = "mt_bench";

  /// All questions together.
  public static final String OVERALL = "overall";

  private static final Set<String> MULTI_TURN =
      Set.of(
          "writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities");
  private static final List<String> ORDER =
      List.of(MT_BENCH, "translation", "summarization", "qa", "math_reasoning", "rag");

  private QuestionGroups() {}

  /// The group of a category.
  public static String of(String category) {
    return MULTI_TURN.contains(category) ? MT_BENCH : category;
  }

  /// The groups of these categories without [#OVERALL]: Spec-Bench's in its order, then others as
  /// they come.
  public static List<String> present(Collection<String> categories) {
    Set<String> found = new LinkedHashSet<>();
    categories.forEach(category -> found.add(of(category)));
    List<String> groups = new ArrayList<>(ORDER);
    groups.retainAll(found);
    found.stream().filter(group -> !groups.contains(group)).toList().forEach(groups::add);
    return groups;
  }
}
