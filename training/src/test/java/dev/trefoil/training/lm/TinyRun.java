package dev.trefoil.training.lm;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.run.Cadence;
import dev.trefoil.training.run.RunLength;
import dev.trefoil.training.run.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A run small enough for tests, also as a program of its own that can be killed.
final class TinyRun {
  static final Path TOKENIZER = Path.of("..", "models", "demo", "target");
  private static final String[] WORDS = {"red", "green", "blue", "seven", "house", "river"};

  private TinyRun() {}

  /// Conversations that repeat the asked word: learnt within some dozens of steps.
  static Path data(Path directory, int conversations) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < conversations; i++) {
      String word = WORDS[i % WORDS.length];
      lines.append("{\"conversations\":[{\"from\":\"human\",\"value\":\"Say ").append(word);
      lines.append("\"},{\"from\":\"gpt\",\"value\":\"").append(word).append(' ').append(word);
      lines.append("\"}]}\n");
    }
    return Files.writeString(directory.resolve("data-" + conversations + ".jsonl"), lines);
  }

  static LmOptions options(Path data, Path out, int steps, boolean resume) {
    return new LmOptions(
        new LmShape(32, 2, 2, 1, 64, true),
        new LmData(data, data, TOKENIZER, LossScope.ALL, 64, 32, 4),
        new LmOptimisation(1e-2, 0.1, 3, 0.9, 0.95, 0.1, 1.0),
        RunLength.steps(steps),
        new Cadence(4, 5, 2048, 2, 0),
        TorchDevice.CPU,
        Precision.F32,
        3,
        out,
        resume,
        "test");
  }

  /// Trains `data` into `out` for so many steps, resuming; after `hangAfter` steps it prints a line
  /// and waits to be killed.
  public static void main(String[] arguments) {
    TorchSettings.threads(1);
    int hangAfter = Integer.parseInt(arguments[3]);
    LmOptions options =
        options(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]), true);
    int[] steps = new int[1];
    new LmTrainer(
            options,
            TrainingListener.SILENT,
            () -> {
              steps[0]++;
              if (steps[0] == hangAfter) {
                System.out.println("hanging");
                hang();
              }
              return false;
            })
        .run();
  }

  private static void hang() {
    try {
      Thread.sleep(600_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
