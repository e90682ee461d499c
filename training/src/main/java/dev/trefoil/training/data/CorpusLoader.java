package dev.trefoil.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads and encodes data files, and keeps the result in a cache directory under the fingerprint of
/// all that it depends on.
public final class CorpusLoader {
  private static final int MINIMUM_TOKENS = 2;

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

  /// The encoded conversations of a file.
  ///
  /// @throws DataException when the file cannot be read
  public CorpusData load(Path file) {
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
      return Checksum.sha256(
          Checksum.sha256(file), encoderFingerprint, Integer.toString(maxTokens));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give a ShareGPT file (JSON or JSONL)", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private CorpusData read(Path file) {
    DefectCounts defects = new DefectCounts();
    TokenCorpus.Builder builder = new TokenCorpus.Builder();
    new ShareGptReader(file, defects)
        .forEach(conversation -> encode(conversation, defects).ifPresent(builder::add));
    return new CorpusData(builder.build(), defects);
  }

  private Optional<EncodedConversation> encode(Conversation conversation, DefectCounts defects) {
    EncodedConversation encoded;
    try {
      encoded = encoder.encode(conversation);
    } catch (IllegalArgumentException e) {
      defects.add(Defect.MALFORMED_TEMPLATE);
      return Optional.empty();
    }
    if (encoded.ids().length > maxTokens) {
      defects.add(Defect.TRUNCATED);
      encoded =
          new EncodedConversation(
              Arrays.copyOf(encoded.ids(), maxTokens), Arrays.copyOf(encoded.trained(), maxTokens));
    }
    if (encoded.ids().length < MINIMUM_TOKENS || !anyTrained(encoded.trained())) {
      defects.add(Defect.NOTHING_TO_TRAIN);
      return Optional.empty();
    }
    return Optional.of(encoded);
  }

  private static boolean anyTrained(boolean[] trained) {
    for (boolean one : trained) {
      if (one) {
        return true;
      }
    }
    return false;
  }
}
