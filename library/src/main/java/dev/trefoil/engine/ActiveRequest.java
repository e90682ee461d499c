package dev.trefoil.engine;

import dev.trefoil.decoding.FinishReason;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// A request that is being decoded: its sequence, its text, its share of the time.
final class ActiveRequest implements AutoCloseable {
  private final int index;
  private final Sequence sequence;
  private final AnswerText answer;
  private final long prefillNanos;
  private int translated;
  private long draftNanos;
  private long verifyNanos;
  private long commitNanos;

  ActiveRequest(int index, Sequence sequence, AnswerText answer, long prefillNanos) {
    this.index = index;
    this.sequence = sequence;
    this.answer = answer;
    this.prefillNanos = prefillNanos;
    this.translated = sequence.promptLength();
  }

  int index() {
    return index;
  }

  Sequence sequence() {
    return sequence;
  }

  void charge(StepOutput output, int batchSize) {
    draftNanos += output.draftNanos() / batchSize;
    verifyNanos += output.verifyNanos() / batchSize;
    commitNanos += output.commitNanos() / batchSize;
  }

  /// Turns new tokens to text and hands certain text on; a complete stop string ends the sequence
  /// after the token that completed it.
  void translate(GenerationListener listener) {
    while (translated < sequence.length()) {
      boolean last = translated == sequence.length() - 1;
      if (last && sequence.finishReason() == FinishReason.STOP_TOKEN) {
        break; // the stop token has no text
      }
      if (answer.push(sequence.token(translated++))) {
        sequence.finishAt(translated, FinishReason.STOP_STRING);
        break;
      }
    }
    if (sequence.isFinished()) {
      answer.end();
    }
    String piece = answer.take(sequence.isFinished());
    if (!piece.isEmpty()) {
      listener.onText(index, piece);
    }
  }

  Generation result() {
    FinishReason reason = sequence.finishReason();
    return new Generation(
        sequence.generated(),
        answer.text(),
        reason == null ? FinishReason.CANCELLED : reason,
        new GenerationStats(
            sequence.promptLength(),
            sequence.length() - sequence.promptLength(),
            sequence.counters().steps(),
            sequence.counters().draftedTokens(),
            sequence.counters().faults(),
            prefillNanos,
            draftNanos,
            verifyNanos,
            commitNanos),
        sequence.counters().newTokensPerStep(),
        sequence.tokenLogprobs());
  }

  @Override
  public void close() {
    sequence.close();
  }
}
