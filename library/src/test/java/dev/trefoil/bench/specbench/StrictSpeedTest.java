package dev.trefoil.bench.specbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StrictSpeedTest {
  private static StrictSpeed.Group overall(List<AnswerLine> method, List<AnswerLine> baseline) {
    return Objects.requireNonNull(groups(method, baseline).get("overall"));
  }

  private static Map<String, StrictSpeed.Group> groups(
      List<AnswerLine> method, List<AnswerLine> baseline) {
    return StrictSpeed.of(List.of(new AnswerRun("a", method, "b", baseline)), TokenCounter.words());
  }

  @Test
  void tokensThatOnlyTheMethodCountsDoNotCount() {
    // the method claims 9 tokens for a text of 3
    List<AnswerLine> method = List.of(Answers.of(1, "qa", 1, 9, "one two three"));
    List<AnswerLine> baseline = List.of(Answers.of(1, "qa", 2, 4, "one two three"));
    assertThat(overall(method, baseline).speedup()).isEqualTo(2);
    AnswerRun run = new AnswerRun("a", method, "b", baseline);
    CompatSpeed.Group compat =
        Objects.requireNonNull(CompatSpeed.of(List.of(run), TokenCounter.words()).get("overall"));
    assertThat(compat.speedup().mean()).isEqualTo(6);
  }

  @Test
  void aLongAnswerWeighsWhatItTook() {
    List<AnswerLine> method =
        List.of(Answers.of(1, "qa", 0.1, 1, "a"), Answers.of(2, "qa", 9.9, 4, "a b c d"));
    List<AnswerLine> baseline =
        List.of(Answers.of(2, "qa", 9.0, 4, "a b c d"), Answers.of(1, "qa", 1.0, 1, "a"));
    assertThat(overall(method, baseline).speedup()).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void prefillIsReportedApartWhereBothFilesKnowIt() {
    AnswerLine method = Answers.withPrefill(Answers.of(1, "qa", 3, 2, "a b"), 2);
    AnswerLine baseline = Answers.withPrefill(Answers.of(1, "qa", 6, 2, "a b"), 2);
    StrictSpeed.Group group = overall(List.of(method), List.of(baseline));
    assertThat(group.speedup()).isEqualTo(2);
    assertThat(group.decodeSpeedup()).isEqualTo(4);
    assertThat(group.prefillSeconds()).isEqualTo(2);
    StrictSpeed.Group unknown = overall(List.of(method), List.of(Answers.of(1, "qa", 6, 2, "a b")));
    assertThat(unknown.decodeSpeedup()).isNull();
  }

  @Test
  void failedAnswersAreLeftOutOnBothSides() {
    List<AnswerLine> method =
        List.of(Answers.of(1, "qa", 1, 1, "ERROR"), Answers.of(2, "rag", 1, 2, "a b"));
    List<AnswerLine> baseline =
        List.of(Answers.of(1, "qa", 5, 1, "a"), Answers.of(2, "rag", 3, 2, "a c"));
    StrictSpeed.Group group = overall(method, baseline);
    assertThat(group.failed()).isEqualTo(1);
    assertThat(group.questions()).isEqualTo(1);
    assertThat(group.differing()).isEqualTo(1);
    assertThat(group.speedup()).isEqualTo(3);
    assertThat(groups(method, baseline).keySet()).containsExactly("qa", "rag", "overall");
  }

  @Test
  void otherQuestionsAreRefusedByName() {
    assertThatThrownBy(
            () ->
                new AnswerRun(
                    "a.jsonl",
                    List.of(Answers.of(1, "qa", 1, 1, "x")),
                    "b.jsonl",
                    List.of(Answers.of(1, "qa", 1, 1, "x"), Answers.of(7, "qa", 1, 1, "x"))))
        .isInstanceOf(BenchFileException.class)
        .hasMessageContainingAll("a.jsonl has 1", "b.jsonl has 2", "question 7 missing in a.jsonl");
  }

  @Test
  void anAnswerInNoTimeHasNoRate() {
    AnswerRun run =
        new AnswerRun(
            "a",
            List.of(Answers.of(5, "qa", 0, 1, "x")),
            "b",
            List.of(Answers.of(5, "qa", 1, 1, "x")));
    assertThatThrownBy(() -> CompatSpeed.of(List.of(run), TokenCounter.words()))
        .hasMessageContaining("question 5");
  }
}
