package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;
import static org.junit.jupiter.api.condition.OS.MAC;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C in the middle of an answer: what was generated is printed, the exit code is 130.
class InterruptedGenerateTest {
  private static final int ENDLESS = 1 << 20; // tokens; minutes of decoding

  @TempDir Path folder;

  @Test
  @EnabledOnOs({LINUX, MAC})
  void controlCPrintsWhatThereIsAndExitsWith130() throws IOException, InterruptedException {
    Signals.assumeInterruptsArrive();
    Path model = TinyModelDirectory.create(folder.resolve("endless"), 8192, ENDLESS);
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trefoil.cli.Trefoil",
                "generate",
                "--model",
                model.toString(),
                "--prompt",
                "go on and on",
                "--stop",
                "a stop string that does not come",
                "--stats",
                "--max-new-tokens",
                Integer.toString(ENDLESS))
            .redirectError(err.toFile())
            .start();
    try (InputStream out = process.getInputStream()) {
      assertThat(out.read()).as("first byte of the answer").isNotNegative();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      byte[] rest = out.readAllBytes();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(new String(rest, StandardCharsets.UTF_8)).endsWith("\n");
      List<String> messages = Files.readAllLines(err);
      assertThat(messages).anyMatch(line -> line.contains("ended by cancelled"));
      assertThat(messages).noneMatch(line -> line.contains("Exception"));
    } finally {
      process.destroyForcibly();
    }
  }
}
