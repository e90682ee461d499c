package dev.trefoil.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Downloads models from a Hugging Face-compatible hub.
///
/// A file is written to `NAME.part` and renamed when its size and checksum are right, so a file
/// under its own name is complete. Interrupted downloads, in this run or an earlier one, go on
/// where they ended. Not for use by several threads at once.
public final class HubClient implements AutoCloseable {
  public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9_][\\w.-]*(/[A-Za-z0-9_][\\w.-]*)?");
  private static final int LONGEST_LISTING = 64_000_000;

  private final URI endpoint;
  private final @Nullable String token;
  private final Retry retry;
  private final HubHttp http;

  /// How patient to be.
  ///
  /// @param attempts in a row that bring nothing, before giving up
  /// @param pause before the second attempt; doubles with each further one
  /// @param timeout without any byte, after which a connection counts as broken
  public record Retry(int attempts, Duration pause, Duration timeout) {
    public static final Retry DEFAULT = new Retry(5, Duration.ofSeconds(1), Duration.ofSeconds(60));

    public Retry {
      if (attempts < 1 || pause.isNegative() || !timeout.isPositive()) {
        throw new IllegalArgumentException(
            "at least 1 attempt, pause >= 0 and timeout > 0 are needed: %d, %s, %s"
                .formatted(attempts, pause, timeout));
      }
    }
  }

  /// @param token of an account on the hub, or null; it is sent to this endpoint only
  public HubClient(URI endpoint, @Nullable String token, Retry retry) {
    boolean web =
        "https".equalsIgnoreCase(endpoint.getScheme())
            || "http".equalsIgnoreCase(endpoint.getScheme());
    if (!web || endpoint.getHost() == null) {
      throw new CheckpointException(
          "endpoint %s is no web address; give one such as %s"
              .formatted(Printable.quoted(endpoint.toString()), HUGGING_FACE));
    }
    if (token != null && !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new CheckpointException("the token has characters that no token has; copy it again");
    }
    this.endpoint = endpoint;
    this.token = token == null || token.isEmpty() ? null : token;
    this.retry = retry;
    this.http = new HubHttp(endpoint, this.token, retry.timeout());
  }

  /// Downloads what a model needs into `directory`, which is made if it does not exist.
  ///
  /// @param repository `OWNER/NAME`
  /// @param revision a branch, tag or commit; `main` is the usual one
  /// @return the files, all of them complete and checked where the hub tells a checksum
  public List<Path> pull(
      String repository, String revision, Path directory, PullListener listener) {
    HubListing listing = list(repository, revision, listener);
    List<HubFile> files = HubFileChoice.choose(repository, listing.files());
    long total = files.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    createDirectory(directory);
    HubDownload download = new HubDownload(http, retry, token, listener);
    listener.started(files, total);
    return files.stream()
        .map(
            file ->
                download.fetch(
                    file, address(repository, listing.commit(), file), listing.commit(), directory))
        .toList();
  }

  /// All files of a revision.
  public List<HubFile> files(String repository, String revision) {
    return list(repository, revision, (_, _, _) -> {}).files();
  }

  private HubListing list(String repository, String revision, PullListener listener) {
    if (!REPOSITORY.matcher(repository).matches() || repository.contains("..")) {
      throw new CheckpointException(
          "%s is no repository; give OWNER/NAME, such as TinyLlama/TinyLlama-1.1B-Chat-v1.0"
              .formatted(Printable.quoted(repository)));
    }
    if (revision.isBlank()) {
      throw new CheckpointException("an empty revision; give a branch, tag or commit");
    }
    URI uri = under("/api/models/" + repository + "/revision/" + encoded(revision) + "?blobs=true");
    Attempts attempts = new Attempts(retry, repository, listener);
    try {
      while (true) {
        try {
          return HubListing.parse(uri.toString(), fetch(repository, revision, uri), revision);
        } catch (IOException e) {
          attempts.failed(e);
        }
      }
    } catch (InterruptedException e) {
      throw Attempts.interrupted(repository, e);
    }
  }

  private byte[] fetch(String repository, String revision, URI uri)
      throws IOException, InterruptedException {
    HubHttp.Answer answer = http.get(uri, 0);
    try (InputStream body = answer.response().body();
        Stall _ = new Stall(body, retry.timeout())) {
      if (answer.status() == 200) {
        return body.readNBytes(LONGEST_LISTING);
      }
    }
    throw HubErrors.refused(repository, answer, token, revision);
  }

  private URI address(String repository, String commit, HubFile file) {
    StringBuilder path = new StringBuilder("/" + repository + "/resolve/" + encoded(commit));
    for (String part : file.name().split("/", -1)) {
      path.append('/').append(encoded(part));
    }
    return under(path.toString());
  }

  private URI under(String path) {
    String base = endpoint.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void createDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CheckpointException(
          "%s: the directory cannot be made: %s".formatted(directory, Printable.reason(e)), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
