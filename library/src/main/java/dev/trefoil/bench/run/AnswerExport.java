package dev.trefoil.bench.run;

import dev.trefoil.bench.specbench.AnswerChoice;
import dev.trefoil.bench.specbench.AnswerLine;
import dev.trefoil.decoding.FinishReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// Runs as Spec-Bench's answer lines.
final class AnswerExport {
  private static final String ALPHABET =
      "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int ID_LENGTH = 22;

  private AnswerExport() {}

  /// @param modelId name of model and method
  @SuppressWarnings("MissingSummary") // the type says what it does
  static AnswerLine line(PairRun pair, Run run, String modelId) {
    List<TurnRun> turns = run.turns();
    AnswerChoice choice =
        new AnswerChoice(
            0,
            turns.stream().map(AnswerExport::text).toList(),
            turns.stream().map(TurnRun::steps).toList(),
            turns.stream().map(turn -> turn.tokens().size()).toList(),
            turns.stream().map(turn -> turn.wallNanos() * 1e-9).toList(),
            turns.stream().flatMap(turn -> turn.tokensPerStep().stream()).toList(),
            turns.stream().map(turn -> turn.prefillNanos() * 1e-9).toList());
    return new AnswerLine(
        pair.questionId(),
        pair.category(),
        answerId(modelId + " " + pair.questionId()),
        modelId,
        List.of(choice),
        pair.timestampSeconds());
  }

  /// Spec-Bench's word for an answer that failed.
  private static String text(TurnRun turn) {
    return turn.finishReason().equals(FinishReason.ERROR.label()) ? "ERROR" : turn.text();
  }

  /// The same for the same answer, in the form of Spec-Bench's ids.
  private static String answerId(String of) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(Byte.toUnsignedInt(hash[i]) % ALPHABET.length()));
    }
    return id.toString();
  }
}
