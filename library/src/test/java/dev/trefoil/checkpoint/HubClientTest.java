package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HubClientTest {
  private static final HubClient.Retry QUICK =
      new HubClient.Retry(3, Duration.ofMillis(1), Duration.ofSeconds(2));
  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path directory;
  private final FakeHub hub = new FakeHub();
  private final byte[] weights = new byte[300_000];
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void fill() {
    new Random(3).nextBytes(weights);
    hub.file("config.json", "{\"a\": 1}").largeFile(WEIGHTS, weights);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aModelIsDownloadedAndNothingElse() throws IOException {
    hub.file("README.md", "no")
        .file("tokenizer.json", "{}")
        .file("onnx/model.onnx", "no")
        .largeFile("pytorch_model.bin", weights)
        .largeFile("consolidated.safetensors", weights);
    List<Path> files = pull();
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("config.json", "tokenizer.json", WEIGHTS);
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
    try (var list = Files.list(directory)) {
      assertThat(list).hasSize(3);
    }
    assertThat(events).contains("started 3 files, 300010 bytes", "finished " + WEIGHTS + " false");
    assertThat(events).contains("progress " + WEIGHTS + " 300000/300000");
  }

  @Test
  void aCompleteFileIsNotDownloadedAgain() {
    pull();
    int requests = hub.log().size();
    pull();
    assertThat(hub.log()).hasSize(requests + 1);
    assertThat(events).contains("finished " + WEIGHTS + " true");
  }

  @Test
  void aChangedFileIsDownloadedAgain() throws IOException {
    pull();
    Files.write(directory.resolve(WEIGHTS), new byte[weights.length]);
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void aCutConnectionGoesOnWhereItEnded() throws IOException {
    hub.cuts.set(2);
    hub.cutAfter = 100_000;
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
    // a cut may swallow bytes that were on their way; what arrived is not asked for again
    assertThat(hub.log()).anyMatch(line -> line.matches(".*" + WEIGHTS + " bytes=[1-9]\\d*-.*"));
    assertThat(events).anyMatch(line -> line.startsWith("retrying " + WEIGHTS + " 1"));
  }

  @Test
  void anInterruptedRunIsResumedByTheNext() throws IOException {
    hub.cuts.set(99);
    hub.cutAfter = 0;
    Files.write(directory.resolve(WEIGHTS + ".part"), Arrays.copyOf(weights, 123_456));
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("3 times in a row", "it goes on where it ended");
    hub.cuts.set(0);
    pull();
    assertThat(hub.log().getLast()).contains("bytes=123456-");
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
    assertThat(directory.resolve(WEIGHTS + ".part")).doesNotExist();
  }

  @Test
  void aHubThatIgnoresRangesIsStartedFromTheBeginning() throws IOException {
    hub.ranges = false;
    Files.write(directory.resolve(WEIGHTS + ".part"), new byte[1000]);
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void aHubThatAlwaysCutsAtTheSamePlaceEndsTheDownload() {
    hub.ranges = false;
    hub.cuts.set(Integer.MAX_VALUE);
    hub.cutAfter = 1000;
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(WEIGHTS, "times in a row");
  }

  @Test
  void aPartThatIsTooLongOrAlreadyWholeIsUsedRightly() throws IOException {
    Path part = directory.resolve(WEIGHTS + ".part");
    Files.write(part, new byte[weights.length + 1]);
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
    Files.move(directory.resolve(WEIGHTS), part);
    int requests = hub.log().size();
    pull();
    assertThat(hub.log()).hasSize(requests + 1);
    assertThat(directory.resolve(WEIGHTS)).exists();
  }

  @Test
  void aStalledConnectionIsBroken() throws IOException {
    hub.stall = true;
    hub.cuts.set(1);
    hub.cutAfter = 50_000;
    pull(null, new HubClient.Retry(3, Duration.ofMillis(1), Duration.ofMillis(300)));
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void aChecksumMismatchDeletesThePartAndSaysSo() throws IOException {
    byte[] wrong = weights.clone();
    wrong[7] ^= 1;
    hub.serveInstead(WEIGHTS, wrong);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(
            WEIGHTS, "SHA-256", FakeHub.sha256(weights), FakeHub.sha256(wrong), "deleted");
    assertThat(directory.resolve(WEIGHTS)).doesNotExist();
    assertThat(directory.resolve(WEIGHTS + ".part")).doesNotExist();
    hub.serveRightly(WEIGHTS);
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
  }

  @Test
  void smallFilesAreCheckedByTheirGitId() {
    hub.serveInstead("config.json", "{\"a\": 2}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("config.json", "git SHA-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {299_999, 300_001})
  void aFileOfAnotherSizeIsRefused(int size) {
    hub.serveInstead(WEIGHTS, new byte[size]);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("sends %d bytes, expected 300000".formatted(size));
    hub.lengths = false;
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(WEIGHTS);
  }

  @Test
  void aListingWithoutSizesIsEnoughBecauseTheAnswersTellThem() {
    hub.checksumsInListing = false;
    hub.cuts.set(2);
    hub.cutAfter = 100;
    pull();
    byte[] wrong = weights.clone();
    wrong[0]++;
    hub.serveInstead(WEIGHTS, wrong);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void redirectsAreFollowedWithoutTheToken() throws IOException {
    try (FakeHub storage = new FakeHub()) {
      storage.largeFile(WEIGHTS, weights);
      hub.storage = storage;
      hub.requiredToken = "secret";
      storage.cuts.set(1);
      storage.cutAfter = 1000;
      pull("secret", QUICK);
      assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
      assertThat(hub.log()).allMatch(line -> line.endsWith("Bearer secret"));
      assertThat(storage.log()).hasSize(2).allMatch(line -> line.endsWith("null"));
      assertThat(storage.log().getLast()).contains("bytes=1000-");
    }
  }

  @Test
  void endlessRedirectsAreRefused() {
    hub.storage = hub;
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("redirects");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "401 | RepoNotFound | | not allowed without a token (401)",
        "401 | GatedRepo | | a gated model (401)",
        "401 | `` | wrong | refuses the token (401)",
        "403 | GatedRepo | right | accept its licence",
        "404 | RepoNotFound | | no such repository (404)",
        "404 | RevisionNotFound | | has no revision \"main\" (404)",
        "404 | `` | | no such repository, or no revision \"main\"",
        "418 | `` | | the hub answered 418"
      })
  void refusalsSayWhatToDo(int status, String code, @Nullable String token, String message) {
    hub.refusals.set(99);
    hub.refusalStatus = status;
    hub.errorCode = code;
    assertThatThrownBy(() -> pull(token, QUICK))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(FakeHub.REPOSITORY + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("wrong");
    assertThat(hub.log()).hasSize(1);
  }

  @Test
  void aBusyHubIsAskedAgain() throws IOException {
    hub.refusals.set(2);
    pull();
    assertThat(Files.readAllBytes(directory.resolve(WEIGHTS))).isEqualTo(weights);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.bin",
        "/etc/evil.json",
        "a/../../evil",
        "..",
        "a\\\\..\\\\evil",
        "C:evil",
        "a//b",
        "evil\\n"
      })
  void aNameThatLeavesTheDirectoryIsRefused(String name) throws IOException {
    hub.file(name, "evil");
    assertThatThrownBy(this::pull)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("outside the model's directory")
        .hasMessageNotContaining("\n");
    try (var list = Files.list(directory)) {
      assertThat(list).isEmpty();
    }
  }

  @Test
  void shardsComeWithTheirIndexAndPyTorchOnlyWithoutSafetensors() {
    assertThat(
            chosen(
                "config.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.safetensors.index.json",
                "pytorch_model.bin"))
        .containsExactly(
            "config.json",
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors");
    assertThat(
            chosen(
                "pytorch_model-00001-of-00001.bin",
                "pytorch_model.bin.index.json",
                "training_args.bin",
                "tokenizer.model"))
        .containsExactly(
            "tokenizer.model", "pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin");
    assertThat(chosen("medusa_lm_head.pt", "optimizer.pt")).containsExactly("medusa_lm_head.pt");
    assertThatThrownBy(() -> chosen("model.Q4.gguf", "config.json"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("GGUF");
  }

  @Test
  void aFullDiskIsFoundBeforeTheDownload() {
    assertThatThrownBy(
            () ->
                new HubDownload(
                        new HubHttp(hub.uri(), null, QUICK.timeout()), QUICK, null, listener())
                    .fetch(
                        new HubFile("huge.bin", 1L << 60, null, null),
                        hub.uri(),
                        "main",
                        directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("too full for huge.bin", "1.2 EB", "are free");
    assertThat(hub.log()).isEmpty();
  }

  @Test
  void aPlaceThatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    try (HubClient client = new HubClient(hub.uri(), null, QUICK)) {
      assertThatThrownBy(
              () -> client.pull(FakeHub.REPOSITORY, "main", file.resolve("below"), listener()))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("cannot be made");
    }
  }

  @Test
  void nothingAtTheEndpointIsSaid() {
    URI nothing = hub.uri();
    hub.close();
    try (HubClient client = new HubClient(nothing, null, QUICK)) {
      assertThatThrownBy(() -> client.files(FakeHub.REPOSITORY, "main"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("cannot connect");
    }
  }

  @Test
  void wrongArgumentsAreRefusedBeforeAnyRequest() {
    try (HubClient client = new HubClient(hub.uri(), null, QUICK)) {
      for (String repository : List.of("", "a/b/c", "../x", "a b", "a/..", "https://x/y")) {
        assertThatThrownBy(() -> client.files(repository, "main"))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("OWNER/NAME");
      }
      assertThatThrownBy(() -> client.files("a/b", " ")).hasMessageContaining("empty revision");
    }
    assertThatThrownBy(() -> new HubClient(URI.create("ftp://x"), null, QUICK))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no web address");
    assertThatThrownBy(() -> new HubClient(hub.uri(), "a\nb", QUICK))
        .isInstanceOf(CheckpointException.class)
        .hasMessageNotContaining("a\nb");
    assertThat(hub.log()).isEmpty();
  }

  private static List<String> chosen(String... names) {
    List<HubFile> files =
        Arrays.stream(names).map(name -> new HubFile(name, 1, null, null)).toList();
    return HubFileChoice.choose("a/b", files).stream().map(HubFile::name).toList();
  }

  private List<Path> pull() {
    return pull(null, QUICK);
  }

  private List<Path> pull(@Nullable String token, HubClient.Retry retry) {
    try (HubClient client = new HubClient(hub.uri(), token, retry)) {
      return client.pull(FakeHub.REPOSITORY, "main", directory, listener());
    }
  }

  private PullListener listener() {
    return new PullListener() {
      @Override
      public void started(List<HubFile> files, long totalBytes) {
        events.add("started %d files, %d bytes".formatted(files.size(), totalBytes));
      }

      @Override
      public void progress(String file, long fileBytes, long fileTotal) {
        events.add("progress %s %d/%d".formatted(file, fileBytes, fileTotal));
      }

      @Override
      public void retrying(String file, int attempt, String reason) {
        events.add("retrying %s %d %s".formatted(file, attempt, reason));
      }

      @Override
      public void finished(String file, boolean alreadyThere) {
        events.add("finished %s %s".formatted(file, alreadyThere));
      }
    };
  }
}
