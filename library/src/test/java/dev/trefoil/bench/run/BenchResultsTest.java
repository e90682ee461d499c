package dev.trefoil.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.DepthAcceptance;
import dev.trefoil.bench.result.Difference;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.specbench.AnswerLine;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BenchResultsTest {
  private static final List<String> METHODS = List.of("vanilla", "pld");

  private static Run plain(long millis) {
    return Pairs.run(millis, 1, 5, 6, 7, 8);
  }

  private static List<PairRun> pairs() {
    return List.of(
        Pairs.pair(1, "vanilla", 0, plain(40), plain(42)),
        Pairs.pair(1, "pld", 0, plain(40), Pairs.run(20, 2, 5, 6, 7, 8)),
        Pairs.pair(2, "vanilla", 0, plain(80), plain(80)),
        Pairs.pair(2, "pld", 0, plain(80), Pairs.run(20, 4, 5, 6, 7, 8)));
  }

  @Test
  void aMethodIsComparedWithThePlainRunsOfItsOwnPairs() {
    BenchReport report = BenchResults.of(Pairs.origin(1), METHODS, pairs()).report();
    assertThat(report.methods())
        .extracting(MethodResult::method)
        .containsExactly("vanilla", "vanilla A/A", "pld");
    MethodResult baseline = report.methods().get(0);
    MethodResult control = report.methods().get(1);
    MethodResult pld = report.methods().get(2);
    assertThat(baseline.baseline()).isTrue();
    assertThat(baseline.speedup()).isEqualTo(1);
    assertThat(control.control()).isTrue();
    assertThat(control.speedup()).isCloseTo(120 / 122.0, within(1e-12));
    assertThat(pld.speedup()).isCloseTo(3, within(1e-12));
    assertThat(pld.tokensPerSecond()).isCloseTo(200, within(1e-9));
    assertThat(pld.meanAcceptedTokens()).isCloseTo(8 / 3.0, within(1e-12));
    assertThat(pld.rowsPerStep()).isEqualTo(2);
    assertThat(pld.identical()).isTrue();
    assertThat(pld.acceptanceByDepth()).containsExactly(new DepthAcceptance(1, 3, 3));
    assertThat(pld.time().verifyMs()).isCloseTo(24, within(1e-9));
  }

  @Test
  void questionsThatAreNotCompleteDoNotCount() {
    List<PairRun> cut = pairs().subList(0, 3);
    assertThat(BenchResults.of(Pairs.origin(1), METHODS, cut).report().questions()).isEqualTo(1);
    assertThat(BenchResults.of(Pairs.origin(2), METHODS, pairs()).completeQuestions()).isZero();
  }

  @Test
  void theMedianRepeatCountsAndAllRepeatsMustBeIdentical() {
    List<PairRun> pairs =
        List.of(
            Pairs.pair(1, "pld", 0, plain(90), Pairs.run(10, 2, 5, 6, 7, 8)),
            Pairs.pair(1, "pld", 1, plain(30), Pairs.run(999, 2, 5, 6, 9, 8)),
            Pairs.pair(1, "pld", 2, plain(60), Pairs.run(20, 2, 5, 6, 7, 8)));
    MethodResult pld =
        BenchResults.of(Pairs.origin(3), List.of("pld"), pairs).report().methods().get(1);
    assertThat(pld.speedup()).isCloseTo(3, within(1e-12));
    assertThat(pld.identical()).isFalse();
    assertThat(pld.firstDifference()).isEqualTo(new Difference(1, 0, 2));
  }

  @Test
  void anAnswerThatGoesOnDiffersAtItsEnd() {
    List<PairRun> pairs =
        List.of(Pairs.pair(1, "pld", 0, plain(90), Pairs.run(10, 2, 5, 6, 7, 8, 9)));
    MethodResult pld =
        BenchResults.of(Pairs.origin(1), List.of("pld"), pairs).report().methods().get(1);
    assertThat(pld.firstDifference()).isEqualTo(new Difference(1, 0, 4));
  }

  @Test
  void ofAPairMeasuredTwiceTheLastCounts() {
    List<PairRun> pairs =
        List.of(
            Pairs.pair(1, "pld", 0, plain(10), plain(10)),
            Pairs.pair(1, "pld", 0, plain(40), plain(10)));
    BenchReport report = BenchResults.of(Pairs.origin(1), List.of("pld"), pairs).report();
    assertThat(report.methods().get(1).speedup()).isCloseTo(4, within(1e-12));
  }

  @Test
  void answersHaveSpecBenchsForm() {
    List<AnswerLine> lines =
        Objects.requireNonNull(
            BenchResults.of(Pairs.origin(1), METHODS, pairs()).answers().get("pld"));
    AnswerLine line = lines.getFirst();
    assertThat(line.modelId()).isEqualTo("demo-pld");
    assertThat(line.answerId()).hasSize(22);
    assertThat(line.first().decodingSteps()).containsExactly(2);
    assertThat(line.first().newTokens()).containsExactly(4);
    assertThat(line.first().acceptLengths()).containsExactly(2, 2);
    assertThat(line.first().wallSeconds().getFirst()).isCloseTo(0.02, within(1e-12));
  }

  @Test
  void theTableHasARowForEachMethod() {
    String table = ReportTable.render(BenchResults.of(Pairs.origin(1), METHODS, pairs()).report());
    assertThat(table).contains("vanilla A/A", "pld", "3.00x", "95 % interval", "noise", "yes");
  }
}
