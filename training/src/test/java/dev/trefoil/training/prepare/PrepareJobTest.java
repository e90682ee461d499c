package dev.trefoil.training.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.ConversationEncoder;
import dev.trefoil.training.data.CorpusData;
import dev.trefoil.training.data.CorpusLoader;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.PreparedData;
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.shards.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareJobTest {
  private static final Path MODEL = Path.of("..", "models", "demo", "target");
  private static final int CONVERSATIONS = 700;
  private static final int CONTEXT = 60;

  @TempDir private Path folder;
  private final Tokenizer tokenizer = Tokenizer.load(MODEL);
  private final ChatTemplate template = ChatTemplate.load(MODEL);
  private Path data;

  @BeforeEach
  void writeConversations() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < CONVERSATIONS; i++) {
      StringBuilder turns = new StringBuilder();
      int count = 2 * (1 + random.nextInt(2));
      for (int turn = 0; turn < count; turn++) {
        turns
            .append(turn == 0 ? "" : ",")
            .append(
                "{\"from\":\"%s\",\"value\":\"%s\"}"
                    .formatted(
                        turn % 2 == 0 ? "human" : "gpt",
                        "word " + "number %d ".formatted(i).repeat(random.nextInt(8))));
      }
      lines.add("{\"id\":\"c%d\",\"conversations\":[%s]}".formatted(i, turns));
    }
    lines.add("{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}]}");
    data = Files.write(folder.resolve("data.jsonl"), lines);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private PrepareOptions options(Path out, Overlong overlong, boolean restart) {
    return new PrepareOptions(
        List.of(data),
        out,
        CONTEXT,
        LossScope.ASSISTANT,
        DefectPolicy.MEND,
        overlong,
        null,
        2000,
        restart);
  }

  private PrepareReport run(PrepareOptions options, BooleanSupplier cancelled) {
    return new PrepareJob(options, tokenizer, template, PrepareListener.SILENT, cancelled).run();
  }

  private PrepareReport run(String out) {
    return run(options(folder.resolve(out), Overlong.CUT, false), () -> false);
  }

  private CorpusLoader loader(LossScope scope) {
    return new CorpusLoader(
        new ConversationEncoder(tokenizer, template, scope),
        "test",
        CONTEXT,
        folder.resolve("cache"),
        notice -> {});
  }

  /// All that a directory holds, lock aside.
  private static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> !f.endsWith(".lock")).toList()) {
        content.put(
            String.valueOf(file.getFileName()), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  @Test
  void theLoaderReadsADirectoryAsItReadsTheFile() {
    PrepareReport report = run("out");
    CorpusData prepared = loader(LossScope.ASSISTANT).load(folder.resolve("out"));
    CorpusData direct = loader(LossScope.ASSISTANT).load(data);
    TokenCorpus a = prepared.corpus();
    TokenCorpus b = direct.corpus();
    assertThat(a.conversations()).isEqualTo(b.conversations()).isEqualTo(CONVERSATIONS);
    for (int c = 0; c < a.conversations(); c++) {
      assertThat(a.length(c)).isEqualTo(b.length(c));
      for (int i = 0; i < a.length(c); i++) {
        assertThat(a.id(c, i)).isEqualTo(b.id(c, i));
        assertThat(a.trained(c, i)).isEqualTo(b.trained(c, i));
      }
    }
    assertThat(prepared.defects().phrases()).isEqualTo(direct.defects().phrases());
    assertThat(report.conversations()).isEqualTo(CONVERSATIONS);
    assertThat(report.tokens()).isEqualTo(a.tokens());
    assertThat(report.trainedTokens()).isEqualTo(a.trainedTokens());
    assertThat(report.shards()).isGreaterThan(3);
    assertThat(report.dropped()).containsEntry("no answer of the assistant", 1L);
    assertThat(report.mended()).containsKey("cut to the context");
  }

  @Test
  void aRunThatIsKilledAnywhereContinuesToTheSameBytes() throws IOException {
    run("whole");
    PrepareOptions options = options(folder.resolve("killed"), Overlong.CUT, false);
    for (int killedAfter : new int[] {1, 300, 520, 650}) {
      AtomicInteger asked = new AtomicInteger();
      assertThatThrownBy(() -> run(options, () -> asked.incrementAndGet() > killedAfter))
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("the same command continues");
    }
    int kept = run(options, () -> false).keptShards();
    assertThat(kept).isPositive();
    assertThat(content(folder.resolve("killed"))).isEqualTo(content(folder.resolve("whole")));
  }

  @Test
  void aFinishedDirectoryIsLeftAsItIsAndADamagedOneIsMended() throws IOException {
    PrepareReport first = run("out");
    Map<String, String> before = content(folder.resolve("out"));
    assertThat(run("out").keptShards()).isEqualTo(first.shards());
    Files.writeString(folder.resolve("out").resolve("shard-00001.safetensors"), "damage");
    assertThatThrownBy(() -> loader(LossScope.ASSISTANT).load(folder.resolve("out")))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("shard-00001.safetensors: is gone or damaged");
    assertThat(run("out").keptShards()).isEqualTo(1);
    assertThat(content(folder.resolve("out"))).isEqualTo(before);
  }

  @Test
  void conversationsLongerThanTheContextAreDroppedIfAskedFor() {
    PrepareReport cut = run("cut");
    PrepareReport dropped =
        run(options(folder.resolve("dropped"), Overlong.DROP, false), () -> false);
    long tooLong = dropped.dropped().getOrDefault("longer than the context", 0L);
    assertThat(tooLong).isPositive();
    assertThat(cut.conversations() - dropped.conversations()).isEqualTo(tooLong);
    assertThat(dropped.mended()).isEmpty();
  }

  @Test
  void otherSettingsAreRefusedUnlessAllIsMadeAnew() {
    run("out");
    PrepareOptions other = options(folder.resolve("out"), Overlong.DROP, false);
    assertThatThrownBy(() -> run(other, () -> false))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("overlong was cut, is drop");
    PrepareOptions anew = options(folder.resolve("out"), Overlong.DROP, true);
    assertThat(run(anew, () -> false).keptShards()).isZero();
  }

  @Test
  void dataOfAnotherEncodingAreRefusedByTheLoader() throws IOException {
    run("out");
    assertThatThrownBy(() -> loader(LossScope.ALL).load(folder.resolve("out")))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("the mask assistant, but all is asked for");
    assertThatThrownBy(() -> loader(LossScope.ALL).load(Files.createDirectory(folder.resolve("e"))))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("without manifest.json");
  }

  @Test
  void otherDataHaveAnotherFingerprint() throws IOException {
    PrepareReport first = run("a");
    assertThat(run("b").fingerprint()).isEqualTo(first.fingerprint());
    Files.writeString(data, Files.readString(data).replace("number 5 ", "number 55 "));
    assertThat(run("c").fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(loader(LossScope.ASSISTANT).fingerprint(folder.resolve("a")))
        .isEqualTo(loader(LossScope.ASSISTANT).fingerprint(folder.resolve("b")))
        .isNotEqualTo(loader(LossScope.ASSISTANT).fingerprint(folder.resolve("c")));
  }

  @Test
  void aSystemTextIsAddedWhereThereIsNone() {
    PrepareOptions plain = options(folder.resolve("plain"), Overlong.CUT, false);
    PrepareOptions told =
        new PrepareOptions(
            plain.data(),
            folder.resolve("told"),
            CONTEXT,
            plain.mask(),
            plain.defects(),
            plain.overlong(),
            "Be brief.",
            plain.shardTokens(),
            false);
    run(plain, () -> false);
    run(told, () -> false);
    assertThat(firstText("told")).startsWith("<|begin|><|system|>Be brief.<|end|><|user|>word");
    assertThat(firstText("plain")).startsWith("<|begin|><|user|>word");
  }

  private String firstText(String out) {
    List<int[]> all = new ArrayList<>();
    PreparedData.open(folder.resolve(out)).forEach(conversation -> all.add(conversation.ids()));
    return tokenizer.decode(all.getFirst(), 0, all.getFirst().length, true);
  }

  @Test
  void badDataEndTheRunInOneLineAndNothingIsComplete() throws IOException {
    assertRefused("", "no conversation is left");
    assertRefused("[]", "no conversation is left");
    assertRefused("{\"conversations\":[]}", "1 dropped: no answer of the assistant");
    assertRefused("[{\"conversations\":[{\"from\":\"human\"", "not JSON in conversation 0");
    assertRefused(null, "no such file");
  }

  private void assertRefused(@Nullable String content, String reason) throws IOException {
    Files.deleteIfExists(data);
    if (content != null) {
      Files.writeString(data, content);
    }
    PrepareOptions options = options(folder.resolve("bad"), Overlong.CUT, true);
    assertThatThrownBy(() -> run(options, () -> false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("data.jsonl");
    assertThatThrownBy(() -> PreparedData.open(folder.resolve("bad")))
        .isInstanceOf(ShardException.class);
  }
}
