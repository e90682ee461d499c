package dev.trefoil.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads and encodes data files, and keeps the result in a cache directory under the fingerprint of
/// all that it depends on.
public final class CorpusLoader {
  private final ConversationEncoder encoder;
  private final String encoderFingerprint;
  private final int maxTokens;
  private final Path cacheDirectory;
  private final Consumer<String> notices;

  /// @param encoderFingerprint of tokenizer, template and loss scope
  /// @param maxTokens longer conversations are cut to this length
  public CorpusLoader(
      ConversationEncoder encoder,
      String encoderFingerprint,
      int maxTokens,
      Path cacheDirectory,
      Consumer<String> notices) {
    this.encoder = encoder;
    this.encoderFingerprint = encoderFingerprint;
    this.maxTokens = maxTokens;
    this.cacheDirectory = cacheDirectory;
    this.notices = notices;
  }

  /// The encoded conversations of a file, or of a directory that `trefoil data prepare` made with
  /// the same tokenizer, template and loss scope.
  ///
  /// @throws RuntimeException when it cannot be read, or was prepared otherwise
  public CorpusData load(Path file) {
    if (Files.isDirectory(file)) {
      CorpusData data = read(file); // needs no cache
      notices.accept(data.summary(file.getFileName().toString()));
      return data;
    }
    Path cached = cacheDirectory.resolve(fingerprint(file).substring(0, 16) + ".corpus");
    try {
      Optional<CorpusData> known = CorpusFile.read(cached);
      CorpusData data = known.isPresent() ? known.get() : read(file);
      if (known.isEmpty()) {
        Files.createDirectories(cacheDirectory);
        CorpusFile.write(cached, data);
      }
      notices.accept(data.summary(file.getFileName().toString()));
      return data;
    } catch (IOException e) {
      throw new DataException(
          "%s: cannot be made: %s; choose a writable --out".formatted(cacheDirectory, e), e);
    }
  }

  /// A hash of the file and of all that decides how it is encoded.
  public String fingerprint(Path file) {
    try {
      String content =
          Files.isDirectory(file) ? PreparedData.open(file).fingerprint() : Checksum.sha256(file);
      return Checksum.sha256(content, encoderFingerprint, Integer.toString(maxTokens));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a ShareGPT file (JSON or JSONL)", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private CorpusData read(Path fileOrDirectory) {
    TokenCorpus.Builder builder = new TokenCorpus.Builder();
    DefectCounts defects =
        new ConversationStream(encoder, maxTokens)
            .forEach(fileOrDirectory, bytes -> {}, builder::add);
    return new CorpusData(builder.build(), defects);
  }
}
