package dev.trefoil.bench.specbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.testing.Golden;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class EqualityTest {
  private static List<AnswerLine> golden(String name) {
    return AnswerFile.read(Golden.root("eval").resolve("equal/" + name + ".jsonl"));
  }

  @TestFactory
  Stream<DynamicTest> compatSaysWhatTheOriginalSays() {
    JsonNode expected = GoldenAnswers.json("equal/expected.json");
    return expected.propertyNames().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Equality found = Equality.compat(golden(name + "_1"), golden(name + "_2"));
                      JsonNode wanted = expected.get(name);
                      assertThat(found.message()).isEqualTo(wanted.get("message").stringValue());
                      assertThat(found.equal()).isEqualTo(wanted.get("equal").booleanValue());
                    }));
  }

  private static Equality strict(String name) {
    return Equality.strict("1", golden(name + "_1"), "2", golden(name + "_2"));
  }

  @Test
  void strictGoesByQuestionAndSeesWhatCompatOverlooks() {
    assertThat(strict("other_order").equal()).isTrue();
    assertThat(strict("only_timing_differs").equal()).isTrue();
    Equality shorter = strict("second_file_shorter");
    assertThat(shorter.equal()).isFalse();
    assertThat(shorter.onlyInFirst()).isNotEmpty();
    assertThat(shorter.differing()).isZero();
    Equality choice = strict("second_choice_differs");
    assertThat(choice.equal()).isFalse();
    assertThat(choice.differing()).isPositive();
  }

  @Test
  void theFirstDifferenceIsFound() {
    List<AnswerLine> a = List.of(Answers.of(3, "qa", 1, 1, "same", "the cat sat"));
    List<AnswerLine> b = List.of(Answers.of(3, "qa", 1, 1, "same", "the cow sat"));
    TextDifference first = Objects.requireNonNull(Equality.strict("a", a, "b", b).first());
    assertThat(first).isEqualTo(new TextDifference(3, 0, 1, 5, "at sat", "ow sat"));
    assertThat(first.describe())
        .isEqualTo("question 3, turn 2, character 6: \"at sat\" against \"ow sat\"");
  }

  @Test
  void aTextThatGoesOnDiffersWhereTheOtherEnds() {
    Equality found = strict("trailing_space");
    TextDifference first = Objects.requireNonNull(found.first());
    assertThat(first.first()).isEmpty();
    assertThat(first.second()).isEqualTo(" ");
  }

  @Test
  void strictRefusesAQuestionAnsweredTwice() {
    List<AnswerLine> twice =
        List.of(Answers.of(3, "qa", 1, 1, "x"), Answers.of(3, "qa", 1, 1, "x"));
    assertThatThrownBy(() -> Equality.strict("twice.jsonl", twice, "b", twice))
        .hasMessageContainingAll("twice.jsonl", "question 3");
  }
}
