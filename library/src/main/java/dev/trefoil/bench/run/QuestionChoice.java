package dev.trefoil.bench.run;

import dev.trefoil.bench.specbench.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which questions of a set are asked.
///
/// @param categories categories or groups; empty for all
/// @param perGroup how many of each group; 0 for all
public record QuestionChoice(Set<String> categories, int perGroup) {
  public QuestionChoice {
    categories = Set.copyOf(categories);
    if (perGroup < 0) {
      throw new IllegalArgumentException(
          "%d questions of each group; give 1 or more, 0 for all".formatted(perGroup));
    }
  }

  /// The chosen questions in their order. Those of a group lie evenly spread over it, so that a
  /// group that is sorted by kind is not represented by its first kind.
  ///
  /// @throws IllegalArgumentException for a category that no question has
  public List<Question> from(List<Question> questions) {
    refuseUnknown(questions);
    Map<String, List<Question>> groups = new LinkedHashMap<>();
    for (Question question : questions) {
      if (categories.isEmpty()
          || categories.contains(question.category())
          || categories.contains(question.group())) {
        groups.computeIfAbsent(question.group(), _ -> new ArrayList<>()).add(question);
      }
    }
    List<Question> chosen = new ArrayList<>();
    for (List<Question> group : groups.values()) {
      int count = perGroup == 0 ? group.size() : Math.min(perGroup, group.size());
      for (int i = 0; i < count; i++) {
        chosen.add(group.get((int) ((long) i * group.size() / count)));
      }
    }
    return chosen;
  }

  private void refuseUnknown(List<Question> questions) {
    Set<String> known = new TreeSet<>();
    for (Question question : questions) {
      known.add(question.category());
      known.add(question.group());
    }
    for (String category : categories) {
      if (!known.contains(category)) {
        throw new IllegalArgumentException(
            "no question is of category '%s'; there are %s"
                .formatted(category, String.join(", ", known)));
      }
    }
  }
}
