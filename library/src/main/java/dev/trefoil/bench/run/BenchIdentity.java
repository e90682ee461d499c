package dev.trefoil.bench.run;

import dev.trefoil.bench.specbench.BenchFileException;
import dev.trefoil.bench.specbench.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What runs must share to stand in one report, as names and values. Methods and repeats are not
/// among them: more of either can be added to a run.
///
/// @param settings in the order in which they are told
public record BenchIdentity(Map<String, String> settings) {
  public BenchIdentity {
    settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /// The settings that both have with another value, in words; empty when the two agree. What only
  /// one has, such as the draft of a method that was added, is no difference.
  List<String> differencesFrom(BenchIdentity recorded) {
    List<String> differences = new ArrayList<>();
    settings.forEach(
        (name, now) -> {
          String then = recorded.settings.getOrDefault(name, now);
          if (!now.equals(then)) {
            differences.add("%s was %s, is %s".formatted(name, then, now));
          }
        });
    return differences;
  }

  /// These settings and those that only the other has.
  BenchIdentity with(BenchIdentity recorded) {
    Map<String, String> all = new LinkedHashMap<>(recorded.settings);
    all.putAll(settings);
    return new BenchIdentity(all);
  }

  /// Changes when a file of a model changes: names, sizes and times of its files.
  ///
  /// @param path a model directory or a single file
  public static String ofFiles(Path path) {
    try (Stream<Path> files = Files.walk(path, 1)) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        text.append(file.getFileName())
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis())
            .append('\n');
      }
      return hash(text.toString());
    } catch (IOException e) {
      throw new BenchFileException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Number and content of questions.
  public static String ofQuestions(List<Question> questions) {
    return questions.size() + " of " + hash(questions.toString());
  }

  /// The first 64 bits of a text's SHA-256, in hexadecimal.
  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
