package dev.trefoil.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.DataType;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.LogLine;
import dev.trefoil.training.run.RunLog;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmTrainerTest {
  @TempDir private Path directory;
  private Path data;

  @BeforeAll
  static void oneThreadIsEnoughForTinyModels() {
    TorchSettings.threads(1);
  }

  @BeforeEach
  void makeData() throws IOException {
    data = TinyRun.data(directory, 300);
  }

  private RunResult run(Path out, int steps, boolean resume) {
    return run(out, steps, resume, () -> false, new ArrayList<>());
  }

  private RunResult run(
      Path out, int steps, boolean resume, BooleanSupplier stop, List<String> notices) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void notice(String text) {
            notices.add(text);
          }
        };
    return new LmTrainer(TinyRun.options(data, out, steps, resume), listener, stop).run();
  }

  private static List<LogLine> training(Path out) {
    return RunLog.read(out.resolve("log.jsonl")).stream()
        .filter(line -> !line.isValidation())
        .toList();
  }

  private static void assertSameRun(Path out, Path straight) {
    List<LogLine> expected = training(straight);
    List<LogLine> actual = training(out);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).loss())
          .as("loss of step " + (i + 1))
          .isCloseTo(expected.get(i).loss(), within(1e-6));
    }
    Path newest =
        Path.of("checkpoints", "step-%010d".formatted(expected.size()), "model.safetensors");
    try (Checkpoint a = Checkpoint.open(out.resolve(newest));
        Checkpoint b = Checkpoint.open(straight.resolve(newest))) {
      assertThat(a.names()).isEqualTo(b.names());
      a.tensors().forEach((name, tensor) -> assertThat(tensor).as(name).isEqualTo(b.find(name)));
    }
  }

  @Test
  void theLossFallsAndTheModelIsAHuggingFaceDirectory() {
    Path out = directory.resolve("run");
    RunResult result = run(out, 60, false);
    List<LogLine> lines = training(out);
    assertThat(lines.getFirst().loss()).isBetween(8.5, 9.5); // about ln 8192
    assertThat(lines.getLast().loss()).isLessThan(2);
    assertThat(result.finished()).isTrue();
    assertThat(result.state().validationLoss()).isLessThan(2);
    assertThat(out.resolve("loss.svg")).exists();

    ModelConfig config = ModelConfigReader.read(result.model().resolve("config.json"));
    assertThat(config.hiddenSize()).isEqualTo(32);
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.endTokens()).containsExactly(2);
    assertThat(result.model().resolve("tokenizer.json")).exists();
    assertThat(result.model().resolve("generation_config.json")).exists();
    assertThat(result.model().resolve("trefoil.json")).content().contains("\"seed\" : 3");
    try (Checkpoint model = Checkpoint.open(result.model())) {
      LlamaTensors.manifest(config).check(model);
      model.tensors().values().forEach(t -> assertThat(t.type()).isEqualTo(DataType.BF16));
    }
  }

  @Test
  void aKilledRunContinuesToTheSameLossesAndWeights() throws Exception {
    Path straight = directory.resolve("straight");
    run(straight, 12, false);
    Path killed = directory.resolve("killed");
    Process process = start(killed, 12, 8);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.equals("hanging")) {
        line = output.readLine();
      }
      assertThat(line).isEqualTo("hanging");
    }
    process.destroyForcibly().waitFor();
    assertThat(training(killed)).hasSize(8);

    RunResult result = run(killed, 12, true);
    assertThat(result.finished()).isTrue();
    assertSameRun(killed, straight);
  }

  private Process start(Path out, int steps, int hangAfter) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TinyRun.class.getName(),
            data.toString(),
            out.toString(),
            Integer.toString(steps),
            Integer.toString(hangAfter))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aStopRequestEndsWithACheckpointFromWhichTheRunGoesOn() {
    Path straight = directory.resolve("straight");
    run(straight, 12, false);
    Path stopped = directory.resolve("stopped");
    int[] steps = new int[1];
    RunResult first = run(stopped, 12, false, () -> ++steps[0] == 7, new ArrayList<>());
    assertThat(first.finished()).isFalse();
    assertThat(first.state().step()).isEqualTo(7);
    run(stopped, 12, true);
    assertSameRun(stopped, straight);
  }

  @Test
  void aCutOffCheckpointIsToldAndTheOneBeforeIsUsed() throws IOException {
    Path out = directory.resolve("run");
    run(out, 10, false);
    Path newest = out.resolve("checkpoints/step-0000000010/optimizer.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    List<String> notices = new ArrayList<>();
    RunResult result = run(out, 12, true, () -> false, notices);
    assertThat(result.state().step()).isEqualTo(12);
    assertThat(notices)
        .anyMatch(text -> text.contains("cut off") && text.contains("optimizer.safetensors"))
        .anyMatch(text -> text.startsWith("continuing from step-"));
  }

  @Test
  void anotherLengthPlansTheRateAnew() {
    Path out = directory.resolve("run");
    int[] steps = new int[1];
    run(out, 12, false, () -> ++steps[0] == 6, new ArrayList<>());
    run(out, 20, true);
    List<LogLine> lines = training(out);
    assertThat(lines).hasSize(20);
    double before = Objects.requireNonNull(lines.get(5).rate());
    assertThat(lines.get(6).rate()).isLessThan(before).isGreaterThan(0.7 * before);
    assertThat(lines.get(19).rate()).isBetween(1e-3, 1.5e-3);
  }

  @Test
  void rowsMayGrowInTheMiddleOfARun() {
    Path out = directory.resolve("run");
    run(out, 6, false);
    LmOptions same = TinyRun.options(data, out, 9, true);
    LmData longer = new LmData(data, data, TinyRun.TOKENIZER, same.data().loss(), 64, 64, 2);
    LmOptions options =
        new LmOptions(
            same.shape(),
            longer,
            same.optimisation(),
            same.length(),
            same.cadence(),
            same.device(),
            same.precision(),
            same.seed(),
            out,
            true,
            "test");
    RunResult result = new LmTrainer(options, TrainingListener.SILENT, () -> false).run();
    assertThat(result.state().step()).isEqualTo(9);
    assertThat(result.state().position().rowTokens()).isEqualTo(64);
  }

  @Test
  void aRunIsNotOverwrittenAndOtherOptionsAreRefused() {
    Path out = directory.resolve("run");
    run(out, 5, false);
    assertThatThrownBy(() -> run(out, 5, false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--resume");
    LmOptions same = TinyRun.options(data, out, 6, true);
    LmOptions other =
        new LmOptions(
            new LmShape(64, 2, 2, 1, 64, true),
            same.data(),
            same.optimisation(),
            same.length(),
            same.cadence(),
            same.device(),
            same.precision(),
            same.seed(),
            out,
            true,
            "test");
    assertThatThrownBy(() -> new LmTrainer(other, TrainingListener.SILENT, () -> false).run())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("same options");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsOneClearLine() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> run(file.resolve("out"), 5, false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("not writable");
  }

  @Test
  void aCheckpointDirectoryIsAModelInF32() {
    Path out = directory.resolve("run");
    RunResult result = run(out, 5, false);
    ModelConfig config = ModelConfigReader.read(result.checkpoint().resolve("config.json"));
    try (Checkpoint model = Checkpoint.open(result.checkpoint())) {
      LlamaTensors.manifest(config).check(model);
    }
    Path again = directory.resolve("again");
    LmExport.write(result.checkpoint(), again);
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(result.model().resolve("model.safetensors"));
    assertThat(CheckpointStore.open(result.checkpoint()).state().step()).isEqualTo(5);
  }
}
