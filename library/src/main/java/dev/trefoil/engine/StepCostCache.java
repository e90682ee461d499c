package dev.trefoil.engine;

import dev.trefoil.checkpoint.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where measured [StepCosts] are kept, so that a model is measured once per machine and dtype.
///
/// A file that cannot be read is measured again; one that cannot be written is done without.
///
/// @param directory made when it is not there
/// @param machine what the times depend on beside the model: processor and cores
public record StepCostCache(Path directory, String machine) {
  private static final Logger LOG = System.getLogger(StepCostCache.class.getName());
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int VERSION = 2; // of the measurement

  /// @param subject what was measured: model, dtype, threads
  Optional<StepCosts> find(String subject) {
    Path file = file(subject);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), StepCosts.class));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, () -> file + " is not readable; measuring again", e);
      return Optional.empty();
    }
  }

  void put(String subject, StepCosts costs) {
    Path file = file(subject);
    try {
      Files.createDirectories(directory);
      ByteBuffer content = StandardCharsets.UTF_8.encode(JSON.writeValueAsString(costs));
      AtomicFile.write(
          file,
          channel -> {
            while (content.hasRemaining()) {
              channel.write(content);
            }
          });
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, () -> file + " is not writable; it will be measured again", e);
    }
  }

  private Path file(String subject) {
    try {
      byte[] key =
          "%d\n%s\n%s".formatted(VERSION, machine, subject).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      return directory.resolve("step-costs-" + HexFormat.of().formatHex(hash, 0, 10) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
