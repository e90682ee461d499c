package dev.trefoil.training.data;

import dev.trefoil.text.ChatTemplate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/// The chat template of a target as training data want it.
public final class TrainingTemplate {
  private static final Clock FIXED_DATE =
      Clock.fixed(Instant.parse("2024-07-26T00:00:00Z"), ZoneOffset.UTC);

  private TrainingTemplate() {}

  /// The template of a model directory. One that prints the date prints always the same: what is
  /// continued tomorrow must have today's tokens.
  ///
  /// @throws RuntimeException as [ChatTemplate#load(Path)] does
  public static ChatTemplate load(Path modelDirectory) {
    return ChatTemplate.load(modelDirectory, FIXED_DATE);
  }
}
