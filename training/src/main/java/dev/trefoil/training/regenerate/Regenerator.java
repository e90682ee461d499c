package dev.trefoil.training.regenerate;

import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DataFiles;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.run.RunLock;
import dev.trefoil.training.run.TextFiles;
import dev.trefoil.training.shards.ShardDirectory;
import dev.trefoil.training.shards.ShardManifest;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/// Answers the questions of conversations again, with the target, shard by shard.
///
/// Shards are JSONL files in ShareGPT form. A shard that is there is not made again, so a run that
/// was killed continues after the last whole one. Belongs to the decoding thread; owns neither
/// model nor data.
public final class Regenerator {
  /// The kind in the manifest.
  public static final String KIND = "regenerated";

  private static final int FORMAT = 1;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final LoadedModel model;
  private final ChatTemplate template;
  private final String modelFingerprint;
  private final Method method;
  private final MethodOptions methodOptions;
  private final RegenerateOptions options;
  private final RegenerateListener listener;
  private final BooleanSupplier cancelled;
  private long runQuestions;
  private long answered;
  private long decidedTokens;
  private long newTokens;
  private long steps;

  /// @param template of the model, which gives the same prompt on every day
  /// @param modelFingerprint of [dev.trefoil.training.data.ModelFingerprint]
  /// @param cancelled asked before every step
  @SuppressWarnings("MissingSummary") // the parameters say all
  public Regenerator(
      LoadedModel model,
      ChatTemplate template,
      String modelFingerprint,
      Method method,
      MethodOptions methodOptions,
      RegenerateOptions options,
      RegenerateListener listener,
      BooleanSupplier cancelled) {
    int context = model.target().config().contextLength();
    if (options.maxNewTokens() >= context) {
      throw new IllegalArgumentException(
          "answers of %d tokens do not fit the context of %s, %d tokens with the question; give a smaller --max-new-tokens"
              .formatted(options.maxNewTokens(), model.target().name(), context));
    }
    this.model = model;
    this.template = template;
    this.modelFingerprint = modelFingerprint;
    this.method = method;
    this.methodOptions = methodOptions;
    this.options = options;
    this.listener = listener;
    this.cancelled = cancelled;
  }

  /// Answers what is not answered yet.
  ///
  /// @throws CancellationException when it was cancelled; the shards so far stay
  /// @throws RuntimeException whose message says what is wrong with data or directory
  public RegenerateReport run() {
    try (RunLock _ = RunLock.take(options.out());
        Engine engine = new Engine(model, method, methodOptions, this::afterStep)) {
      DataFiles files = DataFiles.of(options.data());
      ShardDirectory shards =
          ShardDirectory.open(
              options.out(),
              "jsonl",
              KIND,
              FORMAT,
              RegenerateSettings.of(
                  model, template, modelFingerprint, engine, methodOptions, options, files),
              options.restart(),
              listener::notice);
      QuestionPlan plan = QuestionPlan.read(options);
      if (plan.conversations() == 0) {
        throw new DataException(
            "%s: no conversation with a question and an answer; check the data (%s)"
                .formatted(options.data(), String.join(", ", plan.defects().phrases())));
      }
      plan.requireReaches(shards);
      int kept = plan.wholeShards(shards);
      long start = System.nanoTime();
      if (kept < plan.shards()) {
        runQuestions = plan.openQuestions(shards);
        make(engine, plan, shards);
      }
      if (!shards.isComplete()) {
        shards.complete(plan.defects().byKey());
      }
      return report(shards.manifest(), kept, (System.nanoTime() - start) * 1e-9);
    }
  }

  private void make(Engine engine, QuestionPlan plan, ShardDirectory shards) {
    ShardAnswers answers = new ShardAnswers(model, template, engine, options, cancelled);
    plan.forEachOpenShard(
        shards,
        (index, dialogues) -> {
          long before = answered;
          AnswerCounts counts = answers.answer(dialogues);
          StringBuilder lines = new StringBuilder();
          for (Dialogue dialogue : dialogues) {
            if (dialogue.answers() > 0) {
              lines.append(MAPPER.writeValueAsString(dialogue.toJson())).append('\n');
            }
          }
          shards.add(index, counts.all(), file -> TextFiles.write(file, lines.toString()));
          newTokens += counts.all().getOrDefault(AnswerCounts.NEW_TOKENS, 0L);
          answered = before + plan.questions(index); // those without an answer are done with too
        });
  }

  private void afterStep(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      decidedTokens += output.decision(s).count(); // a few of the last step may be cut off
      answered += batch.get(s).isFinished() ? 1 : 0;
    }
    steps += batch.size();
    listener.progress(answered, runQuestions, decidedTokens);
  }

  private RegenerateReport report(ShardManifest manifest, int kept, double seconds) {
    DefectCounts defects = DefectCounts.ofKeys(manifest.totals());
    return new RegenerateReport(
        options.out().toString(),
        method.label(),
        model.options().maxBatch(),
        total(manifest, AnswerCounts.CONVERSATIONS),
        total(manifest, AnswerCounts.ANSWERS),
        total(manifest, AnswerCounts.NEW_TOKENS),
        total(manifest, AnswerCounts.CUT_ANSWERS),
        total(manifest, AnswerCounts.EXACT_ANSWERS),
        RegenerateSettings.lost(manifest.totals(), defects),
        defects.reasons(true),
        manifest.shards().size(),
        kept,
        manifest.shards().stream().mapToLong(shard -> shard.bytes()).sum(),
        newTokens,
        seconds,
        seconds == 0 ? 0 : newTokens / seconds,
        steps == 0 ? 0 : newTokens / (double) steps);
  }

  private static long total(ShardManifest manifest, String name) {
    return manifest.totals().getOrDefault(name, 0L);
  }
}
