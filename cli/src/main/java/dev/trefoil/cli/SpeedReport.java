package dev.trefoil.cli;

import dev.trefoil.bench.specbench.CloverScores;
import dev.trefoil.bench.specbench.CompatSpeed;
import dev.trefoil.bench.specbench.Sample;
import dev.trefoil.bench.specbench.StrictSpeed;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Speeds as a table and as JSON. A figure of one run is a number, of several runs an object with
/// `mean` and `sample_std`; what is unknown is null.
record SpeedReport(Map<String, @Nullable Object> json, String table) {

  static SpeedReport compat(Map<String, CompatSpeed.Group> groups, int runs, String counted) {
    StringBuilder table = new StringBuilder(head("compat", runs, counted));
    row(table, "group", "tokens/s", "base tokens/s", "speed-up", "accepted/step", "steps");
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    groups.forEach(
        (name, group) -> {
          row(
              table,
              name,
              text(group.tokensPerSecond(), 1),
              text(group.baselineTokensPerSecond(), 1),
              text(group.speedup(), 3),
              text(group.meanAcceptedTokens(), 3),
              Long.toString(group.steps()));
          Map<String, @Nullable Object> fields = new LinkedHashMap<>();
          fields.put("questions", group.questions());
          fields.put("tokens_per_second", value(group.tokensPerSecond()));
          fields.put("baseline_tokens_per_second", value(group.baselineTokensPerSecond()));
          fields.put("speedup", value(group.speedup()));
          fields.put("mean_accepted_tokens", number(group.meanAcceptedTokens()));
          fields.put("steps", group.steps());
          all.put(name, fields);
        });
    return new SpeedReport(json("compat", runs, counted, all), table.toString());
  }

  static SpeedReport strict(Map<String, StrictSpeed.Group> groups, int runs, String counted) {
    StringBuilder table = new StringBuilder(head("strict", runs, counted));
    row(table, "group", "tokens/s", "base tokens/s", "speed-up", "tokens/step", "decode only");
    groups.forEach(
        (name, group) ->
            row(
                table,
                name,
                text(group.tokensPerSecond(), 1),
                text(group.baselineTokensPerSecond(), 1),
                text(group.speedup(), 3),
                text(group.tokensPerStep(), 3),
                group.decodeSpeedup() == null ? "-" : text(group.decodeSpeedup(), 3)));
    groups.values().stream()
        .reduce((_, last) -> last)
        .ifPresent(
            overall ->
                table.append(
                    "%n%d answers counted, %d left out because they failed, %d with another text than the baseline's%n"
                        .formatted(overall.questions(), overall.failed(), overall.differing())));
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    groups.forEach((name, group) -> all.put(name, fields(group)));
    return new SpeedReport(json("strict", runs, counted, all), table.toString());
  }

  private static Map<String, @Nullable Object> fields(StrictSpeed.Group group) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("questions", group.questions());
    fields.put("failed", group.failed());
    fields.put("differing", group.differing());
    fields.put("tokens", group.tokens());
    fields.put("tokens_per_second", number(group.tokensPerSecond()));
    fields.put("baseline_tokens_per_second", number(group.baselineTokensPerSecond()));
    fields.put("speedup", number(group.speedup()));
    fields.put("tokens_per_step", number(group.tokensPerStep()));
    fields.put("prefill_seconds", group.prefillSeconds());
    fields.put("baseline_prefill_seconds", group.baselinePrefillSeconds());
    fields.put("decode_speedup", group.decodeSpeedup());
    return fields;
  }

  static SpeedReport clover(Map<String, CloverScores.Block> blocks) {
    StringBuilder table = new StringBuilder();
    row(table, "block", "tokens/s", "base steps/s", "ratio", "tau", "steps");
    blocks.forEach(
        (name, block) ->
            row(
                table,
                name,
                text(block.speed(), 1),
                text(block.baselineSpeed(), 1),
                text(block.ratio(), 3),
                text(block.tau(), 3),
                Long.toString(block.stepIndices())));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("mode", "clover");
    json.put("blocks", blocks);
    return new SpeedReport(json, table.toString());
  }

  private static Map<String, @Nullable Object> json(
      String mode, int runs, String counted, Map<String, @Nullable Object> groups) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("mode", mode);
    json.put("runs", runs);
    json.put("token_counter", counted);
    json.put("groups", groups);
    return json;
  }

  private static String head(String mode, int runs, String counted) {
    return "mode %s, %d run%s, counted in %s%n%n"
        .formatted(mode, runs, runs == 1 ? "" : "s (mean and sample standard deviation)", counted);
  }

  private static void row(StringBuilder table, String first, String... cells) {
    table.append(String.format(Locale.ROOT, "%-15s", first));
    for (String cell : cells) {
      table.append(String.format(Locale.ROOT, " %15s", cell));
    }
    table.append('\n');
  }

  private static Object value(Sample sample) {
    return sample.sampleStd() == null ? sample.mean() : sample;
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String text(Sample sample, int digits) {
    return sample.sampleStd() == null
        ? text(sample.mean(), digits)
        : text(sample.mean(), digits) + "±" + text(sample.sampleStd(), digits);
  }

  private static String text(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "-";
  }
}
