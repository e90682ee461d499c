package dev.trefoil.cli;

import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.TrainingTemplate;
import dev.trefoil.training.prepare.PrepareOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options of commands that turn conversations into token ids and loss masks.
final class EncodingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--context",
      paramLabel = "TOKENS",
      description = "Most tokens of a conversation (default: the model's context).")
  private @Nullable Integer context;

  @Option(
      names = "--overlong",
      paramLabel = "WHAT",
      defaultValue = "cut",
      description = "What happens to longer conversations: cut or drop (default: cut).")
  private String overlong = "cut";

  @Option(
      names = "--defects",
      paramLabel = "WHAT",
      defaultValue = "mend",
      description =
          "What happens to empty turns and roles that do not alternate: mend or drop (default:"
              + " mend).")
  private String defects = "mend";

  @Option(
      names = "--mask",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "Tokens that count in the loss: assistant, vicuna, llama-3, all, or auto, what was"
              + " published for the model's template (default: auto).")
  private String mask = "auto";

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "Chat template: vicuna_v1.1, llama-2, llama-3, or auto, the model's own (default: auto).")
  private String template = "auto";

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "System turn of conversations that have none (default: none).")
  private @Nullable String system;

  @Option(
      names = "--shard-tokens",
      paramLabel = "N",
      defaultValue = "" + PrepareOptions.DEFAULT_SHARD_TOKENS,
      description = "Tokens at which a shard is full (default: ${DEFAULT-VALUE}).")
  private int shardTokens;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  EncodingOptions() {}

  ChatTemplate template(Path model) {
    return template.equals("auto")
        ? TrainingTemplate.load(model)
        : Usage.check(command, () -> ChatTemplate.builtIn(template));
  }

  PrepareOptions options(
      Path model, ChatTemplate chat, List<Path> data, Path out, boolean restart) {
    Integer given = context;
    int tokens = given == null ? contextOf(model) : given;
    return Usage.check(
        command,
        () ->
            new PrepareOptions(
                data,
                out,
                tokens,
                LossScope.parse(mask, chat),
                DefectPolicy.parse(defects),
                overlong(),
                system,
                shardTokens,
                restart));
  }

  private int contextOf(Path model) {
    Path config = model.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      throw Usage.wrong(
          command, model + " has no config.json that tells its context; give --context TOKENS");
    }
    return ModelConfigReader.read(config).contextLength();
  }

  private Overlong overlong() {
    for (Overlong choice : Overlong.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(overlong)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "'%s' conversations that are too long; allowed are cut and drop".formatted(overlong));
  }
}
