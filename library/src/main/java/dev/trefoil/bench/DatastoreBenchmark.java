package dev.trefoil.bench;

import dev.trefoil.drafter.rest.Datastore;
import dev.trefoil.drafter.rest.DatastoreBuildReport;
import dev.trefoil.drafter.rest.DatastoreWriter;
import dev.trefoil.drafter.rest.RestConfig;
import dev.trefoil.drafter.rest.RestRetrieval;
import dev.trefoil.drafter.rest.SuffixArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// Times a suffix array over text-like random tokens and lookups in the datastore made of it.
///
/// The tokens follow Zipf's law, and one in twelve draws copies 2 to 26 earlier tokens. The
/// datastore is a temporary file, removed at the end.
public final class DatastoreBenchmark {
  private static final int CONTEXT = 40;
  private static final int LONGEST_COPY = 25;

  private final int tokens;
  private final int vocabulary;
  private final int lookups;
  private final SplittableRandom random;

  /// @param lookups timed lookups of each kind
  public DatastoreBenchmark(int tokens, int vocabulary, int lookups, long seed) {
    if (tokens < 1000 || vocabulary < 2 || lookups < 1) {
      throw new IllegalArgumentException(
          "%d tokens, vocabulary %d, %d lookups; at least 1000, 2 and 1 are needed"
              .formatted(tokens, vocabulary, lookups));
    }
    this.tokens = tokens;
    this.vocabulary = vocabulary;
    this.lookups = lookups;
    this.random = new SplittableRandom(seed);
  }

  /// What was measured.
  ///
  /// @param sortSeconds time of the suffix array alone
  /// @param sortBytesPerToken memory for tokens, suffix array and sorting
  /// @param buildSeconds time of sorting and writing the datastore
  /// @param known lookups of contexts that are in the datastore
  /// @param unknown lookups of contexts of which only the last two tokens are
  public record Report(
      Machine machine,
      int tokens,
      int vocabulary,
      double sortSeconds,
      double sortBytesPerToken,
      double buildSeconds,
      double fileBytesPerToken,
      Lookups known,
      Lookups unknown) {
    /// The report as lines of text.
    public String table() {
      return String.format(
          Locale.ROOT,
          "suffix array of %,d tokens: %.2f s, %.1f bytes of memory per token%n"
              + "datastore: %.2f s, %.2f bytes of file per token%n"
              + "lookup of a known context: %s%n"
              + "lookup of a new context:   %s%n",
          tokens,
          sortSeconds,
          sortBytesPerToken,
          buildSeconds,
          fileBytesPerToken,
          known,
          unknown);
    }
  }

  /// Times of single lookups.
  public record Lookups(double medianMicros, double p99Micros, double meanMatches) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "median %.1f us, 99 in 100 below %.1f us, %.1f matches counted",
          medianMicros,
          p99Micros,
          meanMatches);
    }
  }

  /// Runs everything once.
  public Report run() throws IOException {
    int[] text = text();
    int[] suffixes = new int[tokens];
    long start = System.nanoTime();
    long working = SuffixArray.sort(text, tokens, vocabulary, suffixes);
    double sortSeconds = (System.nanoTime() - start) * 1e-9;
    Path file = Files.createTempFile("trefoil", ".rest");
    try {
      start = System.nanoTime();
      DatastoreBuildReport built =
          DatastoreWriter.write(
              file,
              "benchmark",
              vocabulary,
              DatastoreWriter.MAX_CHUNK_TOKENS,
              writer -> writer.append(text, tokens));
      double buildSeconds = (System.nanoTime() - start) * 1e-9;
      try (Datastore datastore = Datastore.open(file)) {
        return new Report(
            Machine.current(),
            tokens,
            vocabulary,
            sortSeconds,
            8 + working / (double) tokens,
            buildSeconds,
            built.fileBytes() / (double) tokens,
            time(datastore, text, CONTEXT),
            time(datastore, text, 2));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private int[] text() {
    int[] text = new int[tokens];
    for (int i = 0; i < tokens; ) {
      int copy = i > 2 * LONGEST_COPY && random.nextInt(12) == 0 ? 2 + random.nextInt(25) : 0;
      int from = copy == 0 ? 0 : random.nextInt(i - LONGEST_COPY);
      for (int c = 0; c < copy && i < tokens; c++) {
        text[i++] = text[from + c];
      }
      if (i < tokens) {
        text[i++] = zipf();
      }
    }
    return text;
  }

  private int zipf() {
    return (int) Math.min(vocabulary - 1, Math.pow(vocabulary, random.nextDouble()) - 1);
  }

  /// As many lookups again come first, untimed, to warm up.
  private Lookups time(Datastore datastore, int[] text, int knownTokens) {
    RestRetrieval retrieval = new RestRetrieval(datastore, RestConfig.DEFAULT);
    long[] nanos = new long[lookups];
    long matches = 0;
    int[] context = new int[CONTEXT];
    for (int i = -lookups; i < lookups; i++) {
      int from = random.nextInt(tokens - CONTEXT);
      for (int c = 0; c < CONTEXT; c++) {
        context[c] = c < CONTEXT - knownTokens ? zipf() : text[from + c];
      }
      long start = System.nanoTime();
      retrieval.retrieve(
          context, CONTEXT, RestConfig.DEFAULT.choices(), RestConfig.DEFAULT.continuationTokens());
      long elapsed = System.nanoTime() - start;
      if (i >= 0) {
        nanos[i] = elapsed;
        matches += retrieval.matches();
      }
    }
    Arrays.sort(nanos);
    return new Lookups(
        nanos[lookups / 2] * 1e-3,
        nanos[(int) (lookups * 99L / 100)] * 1e-3,
        matches / (double) lookups);
  }
}
