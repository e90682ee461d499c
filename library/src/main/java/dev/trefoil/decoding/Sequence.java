package dev.trefoil.decoding;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.model.KvCache;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One generation in progress: its tokens, KV cache, token tree and drafter state.
///
/// While it runs, the cache holds a row for every token but the last, which is the root of the next
/// tree. Mutable, owned by the decoding thread, closed once.
public final class Sequence implements AutoCloseable {
  private final KvCache cache;
  private final TokenTree tree;
  private final ExtraRows extraRows;
  private final SequenceSampling sampling;
  private final @Nullable LogprobLog logprobs;
  private final Limits limits;
  private final int promptLength;
  private final int maxLength;
  private int[] tokens;
  private int length;
  private @Nullable FinishReason finishReason;
  private @Nullable AutoCloseable draftState;
  private @Nullable Object policyState;
  private final DraftStanding draftStanding = new DraftStanding();
  private final SequenceCounters counters = new SequenceCounters();

  Sequence(
      int[] prompt, SequenceOptions options, ModelConfig config, KvCache cache, TreeBudget budget) {
    this(
        prompt,
        options,
        config,
        cache,
        budget,
        new SequenceSampling(options.sampling(), config.vocabularySize(), prompt));
  }

  /// With random numbers of the caller's.
  Sequence(
      int[] prompt,
      SequenceOptions options,
      ModelConfig config,
      KvCache cache,
      TreeBudget budget,
      SequenceSampling sampling) {
    this.cache = cache;
    this.tree = new TokenTree(budget.nodes());
    this.extraRows = new ExtraRows(budget.extraRows());
    this.sampling = sampling;
    this.logprobs =
        options.topLogprobs().isPresent()
            ? new LogprobLog(config.vocabularySize(), options.topLogprobs().getAsInt())
            : null;
    this.limits = options.limits();
    int contextLength = config.contextLength();
    this.promptLength = prompt.length;
    this.maxLength = (int) Math.min(contextLength, (long) prompt.length + limits.maxNewTokens());
    this.tokens = Arrays.copyOf(prompt, maxLength);
    this.length = prompt.length;
  }

  /// Prompt and generated tokens.
  public int length() {
    return length;
  }

  public int promptLength() {
    return promptLength;
  }

  /// Tokens that may still be generated.
  public int remaining() {
    return maxLength - length;
  }

  public int token(int index) {
    return tokens[index];
  }

  /// The token decided last, whose KV row does not exist yet.
  public int lastToken() {
    return tokens[length - 1];
  }

  /// Borrowed view of the token array; the first [#length] entries count.
  public int[] tokens() {
    return tokens;
  }

  /// A copy of the generated tokens.
  public int[] generated() {
    return Arrays.copyOfRange(tokens, promptLength, length);
  }

  public KvCache cache() {
    return cache;
  }

  public TokenTree tree() {
    return tree;
  }

  /// Rows beside the tree, for drafters that ask the target more than their proposals.
  public ExtraRows extraRows() {
    return extraRows;
  }

  public SequenceSampling sampling() {
    return sampling;
  }

  /// Log probabilities of the generated tokens; null unless they were asked for.
  @Nullable LogprobLog logprobs() {
    return logprobs;
  }

  /// Log probabilities of the generated tokens, or none if they were not asked for.
  public List<TokenLogprobs> tokenLogprobs() {
    return logprobs == null ? List.of() : logprobs.first(length - promptLength);
  }

  public SequenceCounters counters() {
    return counters;
  }

  /// Null while the sequence runs.
  public @Nullable FinishReason finishReason() {
    return finishReason;
  }

  public boolean isFinished() {
    return finishReason != null;
  }

  /// Ends the sequence; the first reason stays.
  public void finish(FinishReason reason) {
    if (finishReason == null) {
      finishReason = reason;
    }
  }

  /// Ends the sequence and drops tokens so that `newLength` remain.
  public void finishAt(int newLength, FinishReason reason) {
    if (newLength < promptLength || newLength > length) {
      throw new IllegalArgumentException(
          "cannot end a sequence of %d tokens, %d of them prompt, at %d"
              .formatted(length, promptLength, newLength));
    }
    length = newLength;
    finishReason = reason;
  }

  /// What the drafter knows of this sequence; closed with it.
  public @Nullable AutoCloseable draftState() {
    return draftState;
  }

  public void draftState(AutoCloseable state) {
    draftState = state;
  }

  /// How the drafter has done here.
  DraftStanding draftStanding() {
    return draftStanding;
  }

  /// Closes what the drafter knows of this sequence. A drafter's fault must not lose the answer.
  void forgetDraft() {
    AutoCloseable state = draftState;
    draftState = null;
    if (state != null) {
      try {
        state.close();
      } catch (Throwable thrown) {
        counters.countFault();
      }
    }
  }

  /// What the row policy knows of this sequence.
  public @Nullable Object policyState() {
    return policyState;
  }

  public void policyState(Object state) {
    policyState = state;
  }

  /// Whether a token ends the sequence.
  public boolean stopsAt(int token) {
    return limits.stopTokens().contains(token);
  }

  /// Appends a decided token unless the sequence has ended.
  void append(int token) {
    if (finishReason != null) {
      return;
    }
    tokens[length++] = token;
    sampling.push(token);
    if (stopsAt(token)) {
      finish(FinishReason.STOP_TOKEN);
    } else if (length == maxLength) {
      finish(FinishReason.LENGTH);
    }
  }

  @Override
  public void close() {
    cache.close();
    forgetDraft();
  }
}
