package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.TinyModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DatastoreCommandTest {
  @TempDir Path folder;
  private Path model;
  private Path conversations;
  private Path out;

  @BeforeEach
  void createFiles() throws IOException {
    model = folder.resolve("model"); // a tokenizer is all that a build needs
    Files.createDirectories(model);
    Files.copy(TinyModelDirectory.DEMO.resolve("tokenizer.json"), model.resolve("tokenizer.json"));
    conversations = folder.resolve("a.jsonl");
    Files.writeString(
        conversations,
        """
        {"conversations": [{"from": "human", "value": "What is 2 plus 3?"}, {"from": "gpt", "value": "It is 5."}]}
        {"text": "One more text."}
        """);
    out = folder.resolve("out.rest");
  }

  private CommandRun build(Path... data) {
    String[] arguments = new String[data.length + 10];
    System.arraycopy(
        new String[] {
          "datastore",
          "build",
          "--model",
          model.toString(),
          "--out",
          out.toString(),
          "--chunk-tokens",
          "10",
          "--json",
          "--data"
        },
        0,
        arguments,
        0,
        10);
    for (int i = 0; i < data.length; i++) {
      arguments[10 + i] = data[i].toString();
    }
    return CommandRun.of(arguments);
  }

  private static JsonNode json(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonMapper.builder().build().readTree(run.out());
  }

  @Test
  void aBuiltDatastoreIsWhatItsReportSays() throws IOException {
    Path text = folder.resolve("b.txt");
    Files.writeString(text, "Plain text.\nSecond line.\n");
    JsonNode built = json(build(conversations, text));
    assertThat(built.get("messages").intValue()).isEqualTo(4);
    assertThat(built.get("bytes").longValue()).isEqualTo(Files.size(out));
    assertThat(built.get("peak_build_bytes").longValue()).isPositive();
    JsonNode info = json(CommandRun.of("datastore", "info", "--json", out.toString()));
    for (String name : new String[] {"tokens", "chunks", "bytes", "fingerprint"}) {
      assertThat(info.get(name)).as(name).isEqualTo(built.get(name));
    }
    assertThat(info.get("chunks").intValue()).isGreaterThan(1);
    CommandRun table = CommandRun.of("datastore", "info", out.toString());
    assertThat(table.out()).contains("8,192", "checksums right");
  }

  @Test
  void badDataIsNamedAndTheOldFileStays() throws IOException {
    json(build(conversations));
    byte[] old = Files.readAllBytes(out);
    Path bad = folder.resolve("bad.jsonl");
    Files.writeString(bad, "{\"text\": \"a\"}\n{\"text\": oops}\n");
    refused(build(conversations, bad), "bad.jsonl: line 2");
    refused(build(folder.resolve("none.json")), "none.json: no such file");
    Path empty = folder.resolve("empty.txt");
    Files.writeString(empty, "");
    refused(build(empty), "no tokens");
    assertThat(Files.readAllBytes(out)).isEqualTo(old);
  }

  @Test
  void aDamagedDatastoreIsRefused() throws IOException {
    json(build(conversations));
    byte[] bytes = Files.readAllBytes(out);
    bytes[bytes.length - 1] ^= 1;
    Files.write(out, bytes);
    refused(CommandRun.of("datastore", "info", out.toString()), "checksum");
  }

  @Test
  void theBenchmarkReportsTimesAndMemory() {
    JsonNode report =
        json(CommandRun.of("bench", "datastore", "--tokens", "5000", "--lookups", "50", "--json"));
    assertThat(report.get("sort_bytes_per_token").doubleValue()).isBetween(8.0, 60.0);
    assertThat(report.get("known").get("median_micros").doubleValue()).isPositive();
  }

  private static void refused(CommandRun run, String reason) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("trefoil: ").contains(reason);
  }
}
