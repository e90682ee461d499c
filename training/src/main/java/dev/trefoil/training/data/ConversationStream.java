package dev.trefoil.training.data;

import dev.trefoil.training.data.ContextFit.Overlong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Reads conversations as training sees them, one at a time: of a ShareGPT file, which it mends and
/// encodes, or of a directory that `trefoil data prepare` made.
///
/// @param maxTokens longer conversations are cut to this length
public record ConversationStream(ConversationEncoder encoder, int maxTokens) {
  /// Hands on every conversation from which something can be learnt, in order.
  ///
  /// @param progress hears the bytes that have been read; of a prepared directory an estimate
  /// @return what was wrong with the data
  /// @throws RuntimeException when they cannot be read, or were prepared otherwise
  public DefectCounts forEach(
      Path fileOrDirectory, LongConsumer progress, Consumer<EncodedConversation> consumer) {
    return Files.isDirectory(fileOrDirectory)
        ? readPrepared(fileOrDirectory, progress, consumer)
        : read(fileOrDirectory, progress, consumer);
  }

  /// Bytes that [#forEach] reads.
  ///
  /// @throws RuntimeException when they cannot be read
  public static long bytes(Path fileOrDirectory) {
    return Files.isDirectory(fileOrDirectory)
        ? PreparedData.open(fileOrDirectory).bytes()
        : DataFiles.size(fileOrDirectory);
  }

  private DefectCounts read(
      Path file, LongConsumer progress, Consumer<EncodedConversation> consumer) {
    DefectCounts defects = new DefectCounts();
    ContextFit fit = new ContextFit(maxTokens, Overlong.CUT, defects);
    new ShareGptReader(file, DefectPolicy.MEND, defects, progress)
        .forEach(
            conversation -> encode(conversation, defects).flatMap(fit::fit).ifPresent(consumer));
    return defects;
  }

  private Optional<EncodedConversation> encode(Conversation conversation, DefectCounts defects) {
    try {
      return Optional.of(encoder.encode(conversation, maxTokens));
    } catch (IllegalArgumentException e) {
      defects.add(Defect.MALFORMED_TEMPLATE);
      return Optional.empty();
    }
  }

  private DefectCounts readPrepared(
      Path directory, LongConsumer progress, Consumer<EncodedConversation> consumer) {
    PreparedData data = PreparedData.open(directory);
    data.requireEncoding(encoder.settings());
    DefectCounts defects = data.defects();
    ContextFit fit = new ContextFit(maxTokens, Overlong.CUT, defects);
    double bytesPerToken = data.bytes() / (double) Math.max(1, data.tokens());
    long[] tokens = new long[1];
    data.forEach(
        conversation -> {
          fit.fit(conversation).ifPresent(consumer);
          tokens[0] += conversation.ids().length;
          progress.accept((long) (tokens[0] * bytesPerToken));
        });
    return defects;
  }
}
