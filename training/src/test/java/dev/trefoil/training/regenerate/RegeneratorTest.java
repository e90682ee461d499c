package dev.trefoil.training.regenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Precision;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.EngineOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.RowBudget;
import dev.trefoil.testing.TinyModelDirectory;
import dev.trefoil.text.ChatMessage;
import dev.trefoil.training.data.Conversation;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.data.ShareGptReader;
import dev.trefoil.training.data.Turn;
import dev.trefoil.training.data.Turn.Role;
import dev.trefoil.training.shards.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegeneratorTest {
  private static final int CONTEXT = 96;
  private static final int CONVERSATIONS = 11;
  private static final MethodOptions OPTIONS = MethodOptions.NONE.within(new RowBudget.Paper());

  @TempDir private Path folder;
  private Path directory;
  private Path data;

  @BeforeEach
  void createFiles() throws IOException {
    directory = TinyModelDirectory.create(folder.resolve("model"), 8192, CONTEXT, 0.25);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < CONVERSATIONS; i++) {
      String one =
          "{\"from\":\"human\",\"value\":\"Question %d?\"},{\"from\":\"gpt\",\"value\":\"a\"}"
              .formatted(i);
      String system = i % 5 == 0 ? "{\"from\":\"system\",\"value\":\"Be brief.\"}," : "";
      String more =
          ",{\"from\":\"human\",\"value\":\"More %d\"},{\"from\":\"gpt\",\"value\":\"b\"}"
              .formatted(i)
              .repeat(i % 3);
      lines.add("{\"id\":\"c%d\",\"conversations\":[%s%s%s]}".formatted(i, system, one, more));
    }
    lines.add(4, "{\"conversations\":[{\"from\":\"human\",\"value\":\"no answer\"}]}");
    data = Files.write(folder.resolve("data.jsonl"), lines);
  }

  private LoadedModel load(int batch) {
    return LoadedModel.load(directory, new EngineOptions(Precision.F32, 1, batch));
  }

  /// Answers that often end by themselves: the end token is made likely.
  private static SamplingOptions sampling(double temperature, double endBias) {
    return new SamplingOptions(temperature, 0, 1, 0, 1, 0, 0, Map.of(2, endBias), 7);
  }

  private RegenerateOptions options(String out, SamplingOptions sampling, long limit) {
    return new RegenerateOptions(List.of(data), folder.resolve(out), 12, limit, 3, sampling, false);
  }

  private RegenerateReport run(
      LoadedModel model, Method method, RegenerateOptions options, BooleanSupplier cancelled) {
    String fingerprint = ModelFingerprint.of(directory);
    return new Regenerator(
            model,
            model.chatTemplate(),
            fingerprint,
            method,
            OPTIONS,
            options,
            RegenerateListener.SILENT,
            cancelled)
        .run();
  }

  private RegenerateReport run(RegenerateOptions options) {
    try (LoadedModel model = load(4)) {
      return run(model, Method.SAM, options, () -> false);
    }
  }

  private Map<String, String> content(String out) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.filter(f -> !f.endsWith(".lock")).toList()) {
        content.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return content;
  }

  private List<Conversation> conversations(String out) throws IOException {
    List<Conversation> all = new ArrayList<>();
    DefectCounts defects = new DefectCounts();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        new ShareGptReader(file, defects).forEach(all::add);
      }
    }
    assertThat(defects.phrases()).isEmpty();
    return all;
  }

  @Test
  void everyAnswerIsTheTargetsOwnAfterItsOwnEarlierAnswers() throws IOException {
    SamplingOptions greedy = sampling(0, 3);
    RegenerateReport report = run(options("out", greedy, Long.MAX_VALUE));
    List<Conversation> all = conversations("out");
    long answers = 0;
    try (LoadedModel model = load(1);
        Engine engine = new Engine(model, Method.VANILLA)) {
      for (Conversation conversation : all) {
        List<ChatMessage> messages = new ArrayList<>();
        for (Turn turn : conversation.turns()) {
          if (turn.role() == Role.ASSISTANT) {
            String text = engine.generate(model.request(messages, 12).sampled(greedy)).text();
            assertThat(turn.text().strip()).isEqualTo(text.strip());
            messages.add(ChatMessage.assistant(turn.text()));
            answers++;
          } else {
            messages.add(
                new ChatMessage(turn.role() == Role.USER ? "user" : "system", turn.text()));
          }
        }
      }
    }
    assertThat(report.answers()).isEqualTo(answers);
    assertThat(report.conversations()).isEqualTo(all.size());
    assertThat(report.mended()).isEmpty();
    assertThat(report.lost()).containsEntry("no answer of the assistant", 1L);
    assertThat(all).anyMatch(one -> one.questions() > 1);
    assertThat(all.getFirst().id()).isEqualTo("c0");
    assertThat(all.getFirst().turns().getFirst().text()).isEqualTo("Be brief.");
  }

  @Test
  void neitherMethodNorBatchNorKillsChangeAByte() throws IOException {
    for (double temperature : new double[] {0, 1}) {
      SamplingOptions sampling = sampling(temperature, 4);
      run(options("whole" + temperature, sampling, Long.MAX_VALUE));
      RegenerateOptions killed = options("killed" + temperature, sampling, Long.MAX_VALUE);
      try (LoadedModel model = load(1)) {
        int kills = 0;
        for (int killedAfter : new int[] {0, 7, 40, 90, 130}) {
          AtomicInteger asked = new AtomicInteger();
          try {
            run(model, Method.VANILLA, killed, () -> asked.incrementAndGet() > killedAfter);
          } catch (CancellationException expected) {
            assertThat(expected).hasMessageContaining("the same command continues");
            kills++;
          }
        }
        assertThat(kills).isGreaterThan(2);
        RegenerateReport report = run(model, Method.VANILLA, killed, () -> false);
        assertThat(report.keptShards()).isPositive();
        assertThat(report.runNewTokens()).isLessThan(report.newTokens());
      }
      assertThat(content("killed" + temperature)).isEqualTo(content("whole" + temperature));
    }
  }

  @Test
  void anotherLimitContinuesAndALowerOneIsRefused() throws IOException {
    SamplingOptions greedy = sampling(0, 4);
    run(options("whole", greedy, 10));
    run(options("grown", greedy, 4));
    assertThat(conversations("grown").size()).isLessThanOrEqualTo(4);
    RegenerateReport report = run(options("grown", greedy, 10));
    assertThat(report.keptShards()).isEqualTo(1);
    assertThat(content("grown")).isEqualTo(content("whole"));
    assertThatThrownBy(() -> run(options("grown", greedy, 5)))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("answers of 10 conversations already, but --limit asks for 5");
    assertThatThrownBy(() -> run(options("grown", sampling(0, 5), 10)))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("sampling was");
  }

  @Test
  void anAnswerThatTheLimitEndsIsMarkedAndEndsItsConversation() throws IOException {
    RegenerateReport report = run(options("out", sampling(0, -1e6), Long.MAX_VALUE));
    List<Conversation> all = conversations("out");
    assertThat(report.cutAnswers()).isEqualTo(report.answers()).isEqualTo(all.size());
    for (Conversation conversation : all) {
      assertThat(conversation.questions()).isEqualTo(1);
      assertThat(conversation.turns().getLast().cut()).isTrue();
    }
    long questions = 0;
    for (int i = 0; i < CONVERSATIONS; i++) {
      questions += 1 + i % 3;
    }
    assertThat(report.lost())
        .containsEntry("question after the end of its conversation", questions - all.size());
  }

  @Test
  void emptyAnswersAndQuestionsWithoutRoomAreCounted() throws IOException {
    RegenerateReport empty = run(options("empty", sampling(0, 1e6), Long.MAX_VALUE));
    assertThat(empty.conversations()).isZero();
    assertThat(empty.lost())
        .containsEntry("empty answer", (long) CONVERSATIONS)
        .containsEntry("conversation without an answer", (long) CONVERSATIONS);
    String question = "long ".repeat(CONTEXT);
    Files.writeString(data, Files.readString(data).replace("Question 3?", question));
    RegenerateReport report = run(options("long", sampling(0, 4), Long.MAX_VALUE));
    assertThat(report.lost())
        .containsEntry("question leaves the context no room for an answer", 1L);
    assertThat(report.answers()).isPositive();
  }

  @Test
  void badDataEndTheRunBeforeAnythingIsGenerated() throws IOException {
    Files.writeString(data, "[" + Files.readAllLines(data).getFirst() + ",{\"conversations\":[");
    assertThatThrownBy(() -> run(options("out", sampling(0, 4), Long.MAX_VALUE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("conversation 1");
    Files.writeString(data, "{\"conversations\":[]}");
    assertThatThrownBy(() -> run(options("out2", sampling(0, 4), Long.MAX_VALUE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no conversation with a question");
    assertThatThrownBy(
            () ->
                run(
                    new RegenerateOptions(
                        List.of(data), folder, CONTEXT, 1, 1, SamplingOptions.GREEDY, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--max-new-tokens");
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".jsonl"))).isEmpty();
    }
  }
}
