package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareGptReaderTest {
  private static final String GOOD =
      "{\"id\":\"a\",\"conversations\":[{\"from\":\"human\",\"value\":\"Hi\"},"
          + "{\"from\":\"gpt\",\"value\":\"Hello\"}]}";

  @TempDir private Path directory;
  private final DefectCounts counts = new DefectCounts();

  private List<Conversation> read(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("data.json"), content);
    List<Conversation> all = new ArrayList<>();
    new ShareGptReader(file, counts).forEach(all::add);
    return all;
  }

  private static String turns(String... rolesAndTexts) {
    StringBuilder json = new StringBuilder("{\"conversations\":[");
    for (int i = 0; i < rolesAndTexts.length; i += 2) {
      json.append(i == 0 ? "" : ",")
          .append(
              "{\"from\":\"%s\",\"value\":\"%s\"}"
                  .formatted(rolesAndTexts[i], rolesAndTexts[i + 1]));
    }
    return json.append("]}").toString();
  }

  private static List<String> texts(Conversation conversation) {
    return conversation.turns().stream().map(Turn::text).toList();
  }

  @Test
  void anArrayAndLinesGiveTheSameConversations() throws IOException {
    List<Conversation> array = read("\n [" + GOOD + ",\n" + GOOD + "]");
    assertThat(read(GOOD + "\n\n" + GOOD + "\n")).isEqualTo(array).hasSize(2);
    assertThat(texts(array.getFirst())).containsExactly("Hi", "Hello");
    assertThat(counts.phrases()).isEmpty();
  }

  @Test
  void theNamesOfTheChatFormatAreReadToo() throws IOException {
    String line =
        "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
            + "{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}";
    assertThat(read(line).getFirst().turns())
        .extracting(Turn::role)
        .containsExactly(Turn.Role.SYSTEM, Turn.Role.USER, Turn.Role.ASSISTANT);
  }

  @Test
  void whatCanBeMendedIsMendedAndCounted() throws IOException {
    List<Conversation> all =
        read(
            String.join(
                "\n",
                turns("gpt", "early", "human", "q", "gpt", "a"),
                turns("human", "q", "gpt", "a", "human", "open"),
                turns("human", "q", "human", "more", "gpt", "a"),
                turns("human", "q", "gpt", " ", "gpt", "a")));
    assertThat(all).hasSize(4);
    assertThat(texts(all.get(0))).containsExactly("q", "a");
    assertThat(texts(all.get(1))).containsExactly("q", "a");
    assertThat(texts(all.get(2))).containsExactly("q\n\nmore", "a");
    assertThat(texts(all.get(3))).containsExactly("q", "a");
    assertThat(counts.of(Defect.LEADING_ANSWER)).isEqualTo(1);
    assertThat(counts.of(Defect.TRAILING_QUESTION)).isEqualTo(1);
    assertThat(counts.of(Defect.MERGED_TURNS)).isEqualTo(1);
    assertThat(counts.of(Defect.EMPTY_TURN)).isEqualTo(1);
    assertThat(counts.dropped()).isZero();
  }

  @Test
  void whatCannotBeMendedIsDroppedByReason() throws IOException {
    List<Conversation> all =
        read(
            String.join(
                "\n",
                GOOD,
                "{broken",
                "{\"text\":\"no turns\"}",
                turns("alien", "q", "gpt", "a"),
                turns("human", "only a question"),
                "[1, 2]",
                "{\"conversations\":[]}"));
    assertThat(all).hasSize(1);
    assertThat(counts.of(Defect.NOT_JSON)).isEqualTo(1);
    assertThat(counts.of(Defect.NO_TURNS)).isEqualTo(2);
    assertThat(counts.of(Defect.UNKNOWN_ROLE)).isEqualTo(1);
    assertThat(counts.of(Defect.NO_ANSWER)).isEqualTo(2);
    assertThat(counts.dropped()).isEqualTo(6);
    assertThat(counts.phrases()).contains("1 dropped: unknown role");
  }

  @Test
  void anArrayThatBreaksOffNamesTheConversation() {
    assertThatThrownBy(() -> read("[" + GOOD + "," + GOOD.substring(0, 30)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.json")
        .hasMessageContaining("conversation 1");
    assertThatThrownBy(() -> read("[" + GOOD)).isInstanceOf(DataException.class);
  }

  @Test
  void otherFilesAreRefusedInOneLine() throws IOException {
    assertThatThrownBy(() -> read("hello\nworld"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ShareGPT");
    Path missing = directory.resolve("missing.json");
    assertThatThrownBy(() -> new ShareGptReader(missing, counts).forEach(c -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> new ShareGptReader(binary, counts).forEach(c -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("UTF-8");
  }

  private List<Conversation> strict(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("data.json"), content);
    List<Conversation> all = new ArrayList<>();
    new ShareGptReader(file, DefectPolicy.DROP, counts, bytes -> {}).forEach(all::add);
    return all;
  }

  @Test
  void whereNothingIsToBeMendedEveryDefectDrops() throws IOException {
    List<Conversation> all =
        strict(
            String.join(
                "\n",
                GOOD,
                turns("system", "s", "human", "q", "gpt", "a"),
                turns("gpt", "early", "human", "q", "gpt", "a"),
                turns("human", "q", "gpt", "a", "human", "open"),
                turns("human", "q", "human", "more", "gpt", "a"),
                turns("human", "q", "gpt", " ")));
    assertThat(all).hasSize(2);
    assertThat(counts.of(Defect.NOT_ALTERNATING)).isEqualTo(3);
    assertThat(counts.of(Defect.HAS_EMPTY_TURN)).isEqualTo(1);
    assertThat(counts.dropped()).isEqualTo(4);
  }

  @Test
  void aLineWithoutAnEndIsDroppedWithoutBeingKept() throws IOException {
    String endless = "{\"conversations\":[" + " ".repeat(ShareGptReader.LONGEST);
    assertThat(read(String.join("\n", GOOD, endless, GOOD))).hasSize(2);
    assertThat(counts.of(Defect.LONG_LINE)).isEqualTo(1);
  }

  @Test
  void aConversationWithoutAnEndStopsTheReadingOfAnArray() {
    String blanks = " ".repeat(ShareGptReader.LONGEST + 100_000);
    String endless = "[" + GOOD + ",{\"conversations\":[" + blanks;
    assertThatThrownBy(() -> read(endless))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.json: conversation 1")
        .hasMessageContaining("longer than 16,777,216 characters");
  }

  @Test
  void linesMayEndInAnyWayAndBeLongerThanABlock() throws IOException {
    String text = "x".repeat(200_000);
    String big = turns("human", text, "gpt", "a");
    List<Conversation> all = read("\uFEFF" + GOOD + "\r\n\r\n" + big + "\n" + GOOD);
    assertThat(all).hasSize(3);
    assertThat(texts(all.get(1))).containsExactly(text, "a");
    assertThat(counts.phrases()).isEmpty();
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    for (String content : List.of("[" + GOOD.replace("Hi", "Hü") + "]", GOOD.replace("Hi", "Hü"))) {
      for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
        Path file = Files.write(directory.resolve("other.json"), content.getBytes(charset));
        assertThatThrownBy(() -> new ShareGptReader(file, counts).forEach(c -> {}))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("other.json: not UTF-8");
      }
    }
  }

  @Test
  void namesAndCutsAreKept() throws IOException {
    String cut = turns("human", "q", "gpt", "a").replace("\"a\"}", "\"a\",\"cut\":true}");
    List<Conversation> all = read(GOOD + "\n" + cut);
    assertThat(all.get(0).id()).isEqualTo("a");
    assertThat(all.get(1).id()).isNull();
    assertThat(all.get(0).turns().getLast().cut()).isFalse();
    assertThat(all.get(1).turns().getLast().cut()).isTrue();
  }

  @Test
  void whateverFollowsAnArrayIsAnError() {
    assertThatThrownBy(() -> read("[" + GOOD + "]\n" + GOOD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("goes on after the array");
  }

  @Test
  void readingEndsWhenTheConsumerHasEnough() throws IOException {
    for (String content : List.of("[" + GOOD + "," + GOOD + ",{broken", GOOD + "\n" + GOOD)) {
      Path file = Files.writeString(directory.resolve("data.json"), content);
      List<Conversation> one = new ArrayList<>();
      assertThat(new ShareGptReader(file, counts).forEachWhile(c -> !one.add(c))).isFalse();
      assertThat(one).hasSize(1);
    }
  }
}
