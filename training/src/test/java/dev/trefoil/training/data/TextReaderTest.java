package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<String> read(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    long[] bytes = new long[1];
    new TextReader(file, done -> bytes[0] = done).forEach((text, _) -> texts.add(text));
    assertThat(bytes[0]).isEqualTo(Files.size(file));
    return texts;
  }

  @Test
  void everyMessageOfEveryRoleComesInOrder() throws IOException {
    String objects =
        """
        {"id": 1, "conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}%s
        {"messages": [{"role": "user", "content": "c"}, {"role": "user", "content": ""}]}%s
        {"text": "d\\né"}
        """;
    String lines = objects.formatted("", "");
    assertThat(read(file("a.jsonl", lines))).containsExactly("a", "b", "c", "d\né");
    String array = "\uFEFF[" + objects.formatted(",", ",") + "]\n";
    assertThat(read(file("a.json", array))).containsExactly("a", "b", "c", "d\né");
    assertThat(read(file("empty.json", "[]"))).isEmpty();
    assertThat(read(file("empty.jsonl", ""))).isEmpty();
  }

  @Test
  void plainTextOfAnyLengthIsOneTextInPieces() throws IOException {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      content.append("line ").append(i).append(i % 7 == 0 ? " é 𝄞\n" : "\n");
    }
    content.append("𝄞é".repeat(300_000)); // no line end for a long time
    Path file = file("a.txt", content.toString());
    List<Boolean> begins = new ArrayList<>();
    StringBuilder read = new StringBuilder();
    new TextReader(file, _ -> {})
        .forEach(
            (text, first) -> {
              assertThat(text).isNotEmpty();
              assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
              read.append(text);
              begins.add(first);
            });
    assertThat(read.toString()).isEqualTo(content.toString());
    assertThat(begins.indexOf(true)).isZero();
    assertThat(begins.lastIndexOf(true)).isZero();
    assertThat(begins.size()).isGreaterThan(4);
  }

  @Test
  void whatIsNoJsonIsNamedByFileAndLine() throws IOException {
    String good = "{\"text\": \"a\"}\n";
    refused(file("a.jsonl", good + good + "{\"text\": oops}\n"), "a.jsonl: line 3");
    refused(file("b.json", "[" + good + ", " + good), "b.json: line 3");
    refused(file("c.json", "[" + good + ", {\"text\": \"a"), "c.json: line 2");
    refused(file("d.json", "[" + good + "] " + good), "d.json: line 2: goes on after the array");
  }

  @Test
  void anObjectWithoutTextIsNamedByFileAndLine() throws IOException {
    String good = "{\"text\": \"a\"}\n";
    refused(file("a.jsonl", good + "{\"txt\": \"a\"}"), "a.jsonl: line 2: no text");
    refused(file("b.jsonl", good + "{\"text\": 7}"), "b.jsonl: line 2: a text that is no string");
    refused(file("c.jsonl", "{\"conversations\": {}}"), "c.jsonl: line 1: conversations is no");
    refused(file("d.jsonl", "{\"conversations\": [{\"value\": null}]}"), "d.jsonl: line 1");
    refused(file("e.jsonl", "17"), "e.jsonl: line 1");
  }

  @Test
  void filesThatAreNoTextAreRefused() throws IOException {
    refused(folder, "directory");
    refused(folder.resolve("none.txt"), "no such file");
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    refused(latin, "UTF-8");
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> new TextReader(file, _ -> {}).forEach((_, _) -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason);
  }
}
