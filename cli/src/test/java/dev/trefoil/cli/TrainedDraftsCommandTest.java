package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.draft.DraftKind;
import dev.trefoil.bench.draft.RandomDraft;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Drafts with random weights in their published layouts, as a user gives them to the commands.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainedDraftsCommandTest {
  private static final String PROMPT = "Tom has 3 apples and buys 4.";

  private Path directory = Path.of("");
  private Path target = Path.of("");
  private String plain = "";

  @BeforeAll
  void makeTargetAndDrafts(@TempDir Path temporary) throws IOException {
    directory = temporary;
    target = TinyModelDirectory.create(directory.resolve("target"), 8192);
    ModelConfig config = ModelConfigReader.read(target.resolve("config.json"));
    for (DraftKind kind : DraftKind.values()) {
      try (RandomDraft draft = RandomDraft.of(kind, config, 3)) {
        draft.save(draft(kind), target);
      }
    }
    Files.writeString(draft(DraftKind.SD2).resolve("sd2.json"), "{}");
    plain = generate("--method", "vanilla").out();
  }

  private Path draft(DraftKind kind) {
    return directory.resolve(kind.label());
  }

  private CommandRun generate(String... options) {
    String[] common = {
      "generate", "--model", target.toString(), "--prompt", PROMPT, "--max-new-tokens", "24"
    };
    String[] all = new String[common.length + options.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(options, 0, all, common.length, options.length);
    CommandRun run = CommandRun.of(all);
    return run;
  }

  @ParameterizedTest
  @EnumSource(DraftKind.class)
  void everyTrainedMethodAnswersAsPlainDecodingDoes(DraftKind kind) {
    CommandRun run =
        generate("--method", kind.method(), "--draft", kind.method() + "=" + draft(kind));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(DraftKind.class)
  void aDraftIsRecognisedByItsTensorsAndMayHaveAnotherPrecision(DraftKind kind) {
    CommandRun run =
        generate("--method", kind.method(), "--draft", "" + draft(kind), "--draft-dtype", "int8");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(DraftKind.class)
  void inspectSaysWhetherADraftFits(DraftKind kind) throws IOException {
    String path = draft(kind).toString();
    CommandRun fitting = CommandRun.of("inspect", path, "--model", target.toString());
    assertThat(fitting.exitCode()).isZero();
    assertThat(fitting.out())
        .contains("FITS target: --method " + (kind == DraftKind.EAGLE2 ? "eagle" : kind.method()));

    Path other = directory.resolve("other-" + kind.label());
    TinyModelDirectory.create(other, 8192);
    Path config = other.resolve("config.json");
    try (RandomDraft draft = RandomDraft.of(kind, wider(config), 3)) {
      draft.save(directory.resolve("wide-" + kind.label()), target);
    }
    CommandRun misfit =
        CommandRun.of(
            "inspect", "" + directory.resolve("wide-" + kind.label()), "--model", "" + target);
    boolean independent = kind == DraftKind.SPS || kind == DraftKind.SD2; // any width will do
    assertThat(misfit.exitCode()).isEqualTo(independent ? 0 : 1);
    if (!independent) {
      assertThat(misfit.out()).contains("DOES NOT FIT target: ").contains("48").contains("32");
    }
  }

  private static ModelConfig wider(Path config) throws IOException {
    String text = Files.readString(config).replace("\"hidden_size\": 32", "\"hidden_size\": 48");
    Files.writeString(config, text);
    return ModelConfigReader.read(config);
  }

  @Test
  void treesAndHeadsAreChosen() {
    String[] trees = {"static", "drawn", "clover:6", "eagle2:12/2/3", "root:2 0:1"};
    for (DraftKind kind : new DraftKind[] {DraftKind.CLOVER2, DraftKind.MEDUSA}) {
      for (String tree : trees) {
        CommandRun run =
            generate("--method", kind.method(), "--draft", "" + draft(kind), "--tree", tree);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).as("%s, %s", kind, tree).isEqualTo(plain);
      }
    }
    for (String use : new String[] {"published", "chain,max", "drawn-chain,node", "tree:9/2/3,3"}) {
      CommandRun run =
          generate("--method", "sd2", "--draft", "" + draft(DraftKind.SD2), "--sd2", use);
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).as(use).isEqualTo(plain);
    }
    CommandRun heads =
        generate("--method", "medusa", "--draft", "" + draft(DraftKind.MEDUSA), "--heads", "2");
    assertThat(heads.out()).isEqualTo(plain);
  }

  @Test
  void wrongDraftsAreWrongUsage() throws IOException {
    assertWrong("needs a draft: --draft eagle=PATH", "--method", "eagle");
    assertWrong("no draft ", "--draft", "eagle=" + directory.resolve("absent"));
    assertWrong("pld has no draft", "--draft", "pld=" + draft(DraftKind.EAGLE));
    assertWrong("unknown method 'egle'", "--draft", "egle=" + draft(DraftKind.EAGLE));
    assertWrong(
        "two drafts for hydra",
        "--draft",
        "" + draft(DraftKind.HYDRA),
        "--draft",
        "" + draft(DraftKind.HYDRA_PLUS));
    assertWrong("unknown tree 'oak'", "--tree", "oak");
    assertWrong("'oak' is no use of a sorted draft", "--sd2", "oak");
    assertWrong("unknown dtype 'fp4'", "--draft-dtype", "fp4");
    CommandRun mixed =
        generate("--method", "eagle3", "--draft", "eagle3=" + draft(DraftKind.MEDUSA));
    assertThat(mixed.exitCode()).isEqualTo(1);
    assertThat(mixed.err()).contains("missing");
  }

  private void assertWrong(String message, String... options) {
    CommandRun run = generate(options);
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void proveCoversTheMethodsThatNeedADraft() {
    CommandRun run =
        CommandRun.of(
            "prove",
            "--model",
            target.toString(),
            "--random-drafts",
            "--limit",
            "1",
            "--max-new-tokens",
            "12",
            "--dtypes",
            "bf16",
            "--batches",
            "1",
            "--seeds",
            "0",
            "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    for (String method : new String[] {"medusa", "hydra", "eagle3", "clover2", "sd2", "sps"}) {
      assertThat(run.out()).contains("\"method\" : \"" + method + "\"");
    }
  }
}
