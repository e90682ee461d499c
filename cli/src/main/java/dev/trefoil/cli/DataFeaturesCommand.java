package dev.trefoil.cli;

import dev.trefoil.compute.DataType;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.features.FeatureJob;
import dev.trefoil.training.features.FeatureLayers;
import dev.trefoil.training.features.FeatureListener;
import dev.trefoil.training.features.FeatureOptions;
import dev.trefoil.training.features.FeatureReport;
import dev.trefoil.training.prepare.PrepareJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil data features`: token ids in, the target's hidden states out.
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the target's hidden states at every token as safetensors shards, for those who train"
          + " many drafts. Training computes them on the fly and needs no such files.",
      "Says how large the result will be before it starts, and does not start when the disk lacks"
          + " room. The same command continues a run that was interrupted.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil data features --data prepared --out features",
      "  trefoil data features --model DIR --data prepared --out features --layers eagle3,post-norm",
      "  trefoil data features --data train.json --out features --store f32 --dtype f32 --json",
    })
final class DataFeaturesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;

  @Option(
      names = "--data",
      paramLabel = "DIR_OR_FILE",
      required = true,
      arity = "1..*",
      description =
          "A directory of 'trefoil data prepare', or conversations in ShareGPT form, which are"
              + " prepared to OUT/prepared first.")
  private List<Path> data = List.of();

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "The result.")
  private Path out;

  @Option(
      names = "--layers",
      paramLabel = "LIST",
      defaultValue = "pre-norm,post-norm",
      description =
          "pre-norm, post-norm, eagle3 (three layers), numbers from 0, the embedding, to the"
              + " model's layers (default: pre-norm,post-norm).")
  private String layers = "pre-norm,post-norm";

  @Option(
      names = "--store",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description = "Element type on the disk: bf16 or f32 (default: bf16).")
  private String store = "bf16";

  @Option(
      names = "--shard-bytes",
      paramLabel = "N",
      defaultValue = "" + FeatureOptions.DEFAULT_SHARD_BYTES,
      description =
          "Size at which a shard is full; as much memory is needed (default: ${DEFAULT-VALUE}).")
  private long shardBytes;

  @Mixin private EncodingOptions encoding;

  @Option(names = "--restart", description = "Start anew where an earlier run has left shards.")
  private boolean restart;

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DataFeaturesCommand() {}

  @Override
  public Integer call() {
    try (Interruption interruption = new Interruption();
        LoadedModel loaded = model.load()) {
      int networkLayers = loaded.target().config().layers();
      FeatureLayers chosen = Usage.check(spec, () -> FeatureLayers.parse(layers, networkLayers));
      DataType type = Usage.check(spec, this::storeType);
      Path prepared = prepared(loaded, interruption);
      FeatureOptions options =
          Usage.check(
              spec, () -> new FeatureOptions(prepared, out, chosen, type, shardBytes, restart));
      try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "features", "tokens")) {
        FeatureJob job =
            new FeatureJob(
                loaded,
                ModelFingerprint.of(ModelOptions.directory(model.name())),
                options,
                listener(bar),
                interruption::wished,
                this::freeBytes);
        FeatureReport report = job.run();
        bar.clear();
        print(report);
      }
      return 0;
    }
  }

  private DataType storeType() {
    return switch (store) {
      case "bf16" -> DataType.BF16;
      case "f32" -> DataType.F32;
      default ->
          throw new IllegalArgumentException(
              "features cannot be stored as '%s'; allowed are bf16 and f32".formatted(store));
    };
  }

  /// The one directory that was named, or one made of the files.
  private Path prepared(LoadedModel loaded, Interruption interruption) {
    if (data.size() == 1 && Files.isDirectory(data.getFirst())) {
      return data.getFirst();
    }
    Path directory = ModelOptions.directory(model.name());
    Path target = out.resolve("prepared");
    ChatTemplate template = encoding.template(directory);
    try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "prepare", "bytes")) {
      new PrepareJob(
              encoding.options(directory, template, data, target, restart),
              loaded.tokenizer(),
              template,
              DataPrepareCommand.listener(spec, bar),
              interruption::wished)
          .run();
    }
    return target;
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(out).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(out + ": room on its disk is unknown: " + e.getMessage(), e);
    }
  }

  private FeatureListener listener(ProgressBar bar) {
    return new FeatureListener() {
      @Override
      public void notice(String text) {
        bar.clear();
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
      }

      @Override
      public void progress(long done, long total) {
        bar.update(done, total);
      }
    };
  }

  private void print(FeatureReport report) {
    PrintWriter to = spec.commandLine().getOut();
    to.println(
        json
            ? Json.page(report)
            : String.format(
                Locale.ROOT,
                "%s: %s of %,d tokens in %,d conversations, %s [tokens, %d], %,d bytes in %d shards"
                    + " (%d kept); this run: %,d tokens in %.1f s, %.0f tokens/s",
                report.out(),
                String.join(", ", report.tensors()),
                report.tokens(),
                report.conversations(),
                report.store(),
                report.hidden(),
                report.bytes(),
                report.shards(),
                report.keptShards(),
                report.runTokens(),
                report.runSeconds(),
                report.runTokensPerSecond()));
    to.flush();
  }
}
