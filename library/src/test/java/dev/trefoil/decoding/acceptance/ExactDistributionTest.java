package dev.trefoil.decoding.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.acceptance.ExactJoint.Drafting;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import dev.trefoil.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Law 1 for sampling, without sampling noise: the joint distribution of the first three tokens
/// with each rule is the target's, for every processor. And the same check refuses wrong rules.
class ExactDistributionTest {
  private static final int VOCABULARY = 5;
  private static final int SMALL = 4; // where all pairs of pairs are enumerated
  private static final double EXACT = 1e-9;
  private static final double BROKEN = 1e-3;

  private static final Backend BACKEND = CpuBackend.open(Precision.F32, 1);
  private static final Target TARGET =
      TinyModels.target(BACKEND, TinyModels.config(VOCABULARY, 32), 1);
  private static final Target SMALL_TARGET =
      TinyModels.target(BACKEND, TinyModels.config(SMALL, 32), 1);

  static final Map<String, SamplingOptions> PROCESSORS =
      Map.of(
          "temperature 1", options(1, 0, 1, 0, 1, 0, 0, Map.of()),
          "temperature 0.5", options(0.5, 0, 1, 0, 1, 0, 0, Map.of()),
          "top-k 2", options(1.3, 2, 1, 0, 1, 0, 0, Map.of()),
          "top-p 0.8", options(0.9, 0, 0.8, 0, 1, 0, 0, Map.of()),
          "min-p 0.3", options(1, 0, 1, 0.3, 1, 0, 0, Map.of()),
          "repetition penalty 1.7", options(1, 0, 1, 0, 1.7, 0, 0, Map.of()),
          "presence 0.8, frequency 0.4", options(1, 0, 1, 0, 1, 0.8, 0.4, Map.of()),
          "bias", options(1, 0, 1, 0, 1, 0, 0, Map.of(1, Double.NEGATIVE_INFINITY, 2, 1.0)),
          "all at once", options(0.8, 4, 0.95, 0.05, 1.2, 0.3, 0.2, Map.of(0, -0.5, 3, 0.7)),
          "top-k 1", options(1, 1, 1, 0, 1, 0, 0, Map.of()));

  static final List<String> NAMES = PROCESSORS.keySet().stream().sorted().toList();

  private static SamplingOptions options(
      double temperature,
      int topK,
      double topP,
      double minP,
      double repetition,
      double presence,
      double frequency,
      Map<Integer, Double> bias) {
    return new SamplingOptions(
        temperature, topK, topP, minP, repetition, presence, frequency, bias, 0);
  }

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static double deviation(
      Target target, String processors, Acceptance acceptance, Drafting drafting) {
    SamplingOptions options = Objects.requireNonNull(PROCESSORS.get(processors));
    return new ExactJoint(target, options, 11).deviation(acceptance, drafting);
  }

  private static double plainDeviation(String processors, Acceptance acceptance) {
    return deviation(TARGET, processors, acceptance, Drafts::none);
  }

  private static double pointMass(String processors, Acceptance acceptance) {
    return deviation(TARGET, processors, acceptance, a -> Drafts.pointMass(VOCABULARY, a));
  }

  private static double chain(String processors, Acceptance acceptance) {
    return deviation(TARGET, processors, acceptance, a -> Drafts.chain(VOCABULARY, a));
  }

  private static double recursive(String processors, Acceptance acceptance) {
    return deviation(SMALL_TARGET, processors, acceptance, a -> Drafts.recursive(SMALL, a));
  }

  /// Trees that the drafters' own code draws, from distributions after the same processors.
  private static double drawn(String processors, Acceptance acceptance) {
    SamplingOptions options = Objects.requireNonNull(PROCESSORS.get(processors));
    return deviation(
        SMALL_TARGET, processors, acceptance, a -> Drafts.drawn(BACKEND, SMALL, options, a));
  }

  /// The same of a draft that proposes three of the four tokens, in an order of its own.
  private static double drawnOfFewer(String processors, Acceptance acceptance) {
    SamplingOptions options = Objects.requireNonNull(PROCESSORS.get(processors));
    int[] known = {2, 0, 3};
    return deviation(
        SMALL_TARGET, processors, acceptance, a -> Drafts.drawn(BACKEND, SMALL, known, options, a));
  }

  private static double mixed(String processors, Acceptance acceptance) {
    return deviation(TARGET, processors, acceptance, a -> Drafts.mixed(VOCABULARY, a));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theDefaultIsLosslessForEveryKindOfDraft(String processors) {
    Acceptance acceptance = new LosslessAcceptance(BACKEND, VOCABULARY);
    Acceptance small = new LosslessAcceptance(BACKEND, SMALL);
    assertThat(plainDeviation(processors, acceptance)).isLessThan(EXACT);
    assertThat(pointMass(processors, acceptance)).isLessThan(EXACT);
    assertThat(chain(processors, acceptance)).isLessThan(EXACT);
    assertThat(mixed(processors, acceptance)).isLessThan(EXACT);
    assertThat(recursive(processors, small)).isLessThan(EXACT);
    assertThat(drawn(processors, small)).isLessThan(EXACT);
    assertThat(drawnOfFewer(processors, small)).isLessThan(EXACT);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void matchingIsLosslessForEveryKindOfDraft(String processors) {
    Acceptance acceptance = new MatchingAcceptance(BACKEND, VOCABULARY);
    assertThat(pointMass(processors, acceptance)).isLessThan(EXACT);
    assertThat(chain(processors, acceptance)).isLessThan(EXACT);
    assertThat(mixed(processors, acceptance)).isLessThan(EXACT);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void pointMassIsLossless(String processors) {
    Acceptance acceptance = new PointMassAcceptance(BACKEND, VOCABULARY);
    assertThat(pointMass(processors, acceptance)).isLessThan(EXACT);
    assertThat(mixed(processors, acceptance)).isLessThan(EXACT);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void chainRejectionIsLossless(String processors) {
    Acceptance acceptance = new ChainRejectionAcceptance(BACKEND, VOCABULARY);
    assertThat(chain(processors, acceptance)).isLessThan(EXACT);
    assertThat(pointMass(processors, acceptance)).isLessThan(EXACT);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void recursiveRejectionIsLossless(String processors) {
    Acceptance acceptance = new RecursiveRejectionAcceptance(BACKEND, VOCABULARY);
    assertThat(chain(processors, acceptance)).isLessThan(EXACT);
    assertThat(mixed(processors, acceptance)).isLessThan(EXACT);
    Acceptance small = new RecursiveRejectionAcceptance(BACKEND, SMALL);
    assertThat(recursive(processors, small)).isLessThan(EXACT);
    assertThat(drawn(processors, small)).isLessThan(EXACT);
    assertThat(drawnOfFewer(processors, small)).isLessThan(EXACT);
  }

  @Test
  void typicalAcceptanceIsFoundToBeLossy() {
    Acceptance lossy = new LossyTypicalAcceptance(BACKEND, VOCABULARY, 0.09, 0.3);
    assertThat(pointMass("temperature 1", lossy)).isGreaterThan(BROKEN);
  }

  @Test
  void acceptingWithPInsteadOfPOverQIsCaught() {
    assertThat(chain("temperature 1", mutant(BrokenRules::acceptWithP))).isGreaterThan(BROKEN);
  }

  @Test
  void drawingFromPAfterARefusalIsCaught() {
    assertThat(chain("temperature 1", mutant(BrokenRules::noResidual))).isGreaterThan(BROKEN);
  }

  @Test
  void aResidualThatIsNotRenormalisedIsCaught() {
    assertThat(pointMass("temperature 1", mutant(BrokenRules::residualNotRenormalised)))
        .isGreaterThan(BROKEN);
  }

  @Test
  void independentDrawsPerBranchAreCaught() {
    assertThat(pointMass("temperature 1", mutant(BrokenRules::independentDraws)))
        .isGreaterThan(BROKEN);
  }

  @Test
  void proposalsWithoutReplacementTakenForIndependentOnesAreCaught() {
    Acceptance wrong = new RuleWalk(BACKEND, SMALL, BrokenRules::siblingsNotExcluded);
    assertThat(recursive("temperature 1", wrong)).isGreaterThan(BROKEN);
    assertThat(drawn("temperature 1", wrong)).isGreaterThan(BROKEN);
  }

  @Test
  void aBonusWithoutProcessorsIsCaught() {
    for (String processors : NAMES) {
      if (!processors.equals("temperature 1")) {
        assertThat(pointMass(processors, new RawBonus())).as(processors).isGreaterThan(BROKEN);
      }
    }
  }

  private static Acceptance mutant(ChildRule rule) {
    return new RuleWalk(BACKEND, VOCABULARY, rule);
  }

  /// The published slip: the token after a wholly accepted path comes from the raw logits.
  private static final class RawBonus implements Acceptance {
    private final Acceptance sound = new PointMassAcceptance(BACKEND, VOCABULARY);

    @Override
    public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
      sound.decide(sequence, firstRow, output, decision);
      TokenTree tree = sequence.tree();
      if (tree.firstChild(decision.lastNode()) < 0) {
        float[] logits = new float[VOCABULARY];
        BACKEND.read(output.logits(), firstRow + decision.lastNode(), logits);
        TokenDistribution raw = new TokenDistribution(VOCABULARY);
        raw.set(logits, SamplingOptions.atTemperature(1, 0), null);
        decision.bonus(raw.draw(sequence.sampling().random()));
      }
    }
  }
}
