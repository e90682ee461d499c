package dev.trefoil.cli;

import dev.trefoil.bench.draft.DraftKind;
import dev.trefoil.bench.draft.RandomDraft;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.engine.DraftOptions;
import dev.trefoil.engine.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/// Drafts with random weights for every method that no draft was given for, in files that are
/// deleted on closing: what is lossless with these is lossless with any.
final class RandomDrafts implements AutoCloseable {
  private static final long SEED = 1;

  private final Path directory;
  private final DraftOptions options;

  /// @param target directory of the target
  /// @param given drafts that are used as they are
  @SuppressWarnings("MissingSummary") // the parameters say all
  RandomDrafts(Path target, DraftOptions given) {
    try {
      this.directory = Files.createTempDirectory("trefoil-drafts");
    } catch (IOException e) {
      throw new UncheckedIOException("random drafts need a temporary directory", e);
    }
    try {
      this.options = made(target, given);
    } catch (RuntimeException | Error failure) {
      delete();
      throw failure;
    }
  }

  private DraftOptions made(Path target, DraftOptions given) {
    ModelConfig config = ModelConfigReader.read(target.resolve("config.json"));
    Map<Method, Path> paths = new EnumMap<>(Method.class);
    paths.putAll(given.paths());
    for (DraftKind kind : DraftKind.values()) {
      Method method = Method.parse(kind.method());
      if (!paths.containsKey(method)) {
        Path path = directory.resolve(kind.name());
        try (RandomDraft draft = RandomDraft.of(kind, config, SEED)) {
          draft.save(path, target);
        }
        paths.put(method, path);
      }
    }
    return given.at(paths);
  }

  DraftOptions options() {
    return options;
  }

  private void delete() {
    try (Stream<Path> drafts = Files.walk(directory)) {
      for (Path path : drafts.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": random drafts cannot be deleted", e);
    }
  }

  @Override
  public void close() {
    delete();
  }
}
