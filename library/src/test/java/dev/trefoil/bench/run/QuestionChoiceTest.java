package dev.trefoil.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.specbench.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionChoiceTest {
  private static List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      questions.add(new Question(i, i < 5 ? "writing" : "coding", List.of("q")));
    }
    for (int i = 10; i < 13; i++) {
      questions.add(new Question(i, "rag", List.of("q")));
    }
    return questions;
  }

  private static List<Integer> ids(Set<String> categories, int perGroup) {
    return new QuestionChoice(categories, perGroup)
        .from(questions()).stream().map(Question::id).toList();
  }

  @Test
  void aLimitIsSpreadOverEachGroup() {
    assertThat(ids(Set.of(), 2)).containsExactly(0, 5, 10, 11);
    assertThat(ids(Set.of(), 1)).containsExactly(0, 10);
    assertThat(ids(Set.of(), 99)).hasSize(13);
    assertThat(ids(Set.of(), 0)).hasSize(13);
  }

  @Test
  void categoriesAndGroupsCanBeNamed() {
    assertThat(ids(Set.of("coding"), 0)).containsExactly(5, 6, 7, 8, 9);
    assertThat(ids(Set.of("mt_bench"), 0)).hasSize(10);
    assertThat(ids(Set.of("coding", "rag"), 1)).containsExactly(5, 10);
  }

  @Test
  void anUnknownCategoryIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> ids(Set.of("coding", "poetry"), 1))
        .hasMessageContainingAll("'poetry'", "coding, mt_bench, rag, writing");
  }
}
