package dev.trefoil.cli;

import dev.trefoil.checkpoint.CheckpointKind;
import dev.trefoil.compute.Precision;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.vocabulary.VocabularyChoice;
import dev.trefoil.engine.DraftOptions;
import dev.trefoil.engine.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options of every command that runs trained drafts.
final class DraftFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--draft",
      paramLabel = "[METHOD=]PATH",
      description =
          "Directory or weight file of a draft; may be repeated. Without METHOD= it serves the"
              + " methods that its tensors are for.")
  private List<String> drafts = new ArrayList<>();

  @Option(
      names = "--tree",
      paramLabel = "RULE",
      description =
          "How drafts make their trees: static, drawn, clover[:TOKENS],"
              + " eagle2[:NODES/EXPANSIONS/BEAM] or 'root:4 0:2' (default: each method's own).")
  private @Nullable String tree;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Heads of a draft that run (default: 0, as many as published).")
  private int heads;

  @Option(
      names = "--sd2",
      paramLabel = "USE",
      defaultValue = "tree,reach",
      description =
          "How sd2 drafts: SHAPE[,GATE]; shapes tree[:NODES/EXPANSIONS/TOPK], chain,"
              + " adaptive-chain, drawn-chain; gates reach, mean, max, node or a number of layers;"
              + " or published (default: tree,reach).")
  private String sorted = "tree,reach";

  @Option(
      names = "--draft-vocabulary",
      paramLabel = "N|all",
      description =
          "Tokens that drafts propose: the N most frequent of the draft's draft_vocabulary.json"
              + " ('trefoil data vocabulary' makes it), or all of the target's (default: all that"
              + " the file lists, where there is one). eagle3 has a vocabulary of its own and"
              + " ignores this.")
  private @Nullable String vocabulary;

  @Option(
      names = "--draft-dtype",
      paramLabel = "TYPE",
      description =
          "Arithmetic of the drafts' linear layers: f32, bf16, int8 (default: --dtype; int8 for"
              + " those that the embedded model brings).")
  private @Nullable String dtype;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DraftFlags() {}

  DraftOptions options() {
    Map<Method, Path> paths = new EnumMap<>(Method.class);
    for (String draft : drafts) {
      Usage.check(command, () -> add(paths, draft));
    }
    String rule = tree;
    String type = dtype;
    @Nullable TreeRule parsed =
        rule == null ? null : Usage.check(command, () -> TreeRules.parse(rule));
    @Nullable Precision precision =
        type == null ? null : Usage.check(command, () -> Precision.parse(type));
    SortedConfig use = Usage.check(command, () -> SortedConfig.parse(sorted));
    String tokens = vocabulary;
    VocabularyChoice choice =
        tokens == null
            ? VocabularyChoice.LISTED
            : Usage.check(command, () -> VocabularyChoice.parse(tokens));
    return Usage.check(
        command, () -> new DraftOptions(paths, parsed, heads, use, choice, precision));
  }

  private static Map<Method, Path> add(Map<Method, Path> paths, String draft) {
    int equals = draft.indexOf('=');
    boolean named = equals > 0 && !Files.exists(Path.of(draft));
    Path path = existing(named ? draft.substring(equals + 1) : draft);
    List<Method> methods =
        named ? List.of(Method.parse(draft.substring(0, equals))) : methods(path);
    for (Method method : methods) {
      if (paths.put(method, path) != null) {
        throw new IllegalArgumentException(
            "two drafts for %s; say which is whose with --draft METHOD=PATH, or give one"
                .formatted(method.label()));
      }
    }
    return paths;
  }

  private static Path existing(String name) {
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "no draft %s; give --draft PATH, a directory or weight file".formatted(path));
    }
    return path;
  }

  private static List<Method> methods(Path path) {
    CheckpointKind kind = CheckpointKind.of(path);
    List<Method> methods = Method.draftingWith(kind);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: its tensors are those of no known draft; 'trefoil inspect' lists them, --draft METHOD=PATH names the method"
              .formatted(path));
    }
    return methods;
  }
}
