package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.CheckpointException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text as token ids with suffix arrays, mapped read-only from a file.
///
/// Immutable and safe for several threads until closed; whoever opens it closes it, when nobody
/// searches it any more.
public final class Datastore implements AutoCloseable {
  private static final String PUBLISHED_SUFFIX = ".idx";

  private final Path file;
  private final Arena arena;
  private final long fileBytes;
  private final @Nullable DatastoreHeader header; // null for the published form
  private final List<DatastoreChunk> chunks;

  private Datastore(Path file, Arena arena, MemorySegment memory) {
    this.file = file;
    this.arena = arena;
    this.fileBytes = memory.byteSize();
    if (file.toString().endsWith(PUBLISHED_SUFFIX)) {
      header = null;
      chunks = List.copyOf(PublishedDatastore.chunks(file, memory));
    } else {
      DatastoreReader reader = new DatastoreReader(file, memory);
      header = reader.header();
      chunks = List.copyOf(reader.chunks(header));
    }
  }

  /// Opens a datastore: one of this project, every byte of which is read and checked, or one in the
  /// published form, named `*.idx`, which has nothing to check but its sizes.
  ///
  /// @throws CheckpointException that names the file, the offset, what was found and what expected
  public static Datastore open(Path file) {
    if (Files.isDirectory(file)) {
      throw new CheckpointException(file + ": is a directory; give a datastore file");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      return new Datastore(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
    } catch (NoSuchFileException e) {
      arena.close();
      throw new CheckpointException(
          file + ": no such file; make one with 'trefoil datastore build'", e);
    } catch (IOException e) {
      arena.close();
      throw new CheckpointException("%s: cannot be read: %s".formatted(file, e), e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /// Refuses a tokenizer other than the one that made the datastore. The published form names none;
  /// there only ids outside the vocabulary show, and the whole file is read for it.
  ///
  /// @param fingerprint of the target's tokenizer
  /// @param vocabularySize of the target
  /// @throws CheckpointException that names the file, found and expected
  public void requireTokenizer(String fingerprint, int vocabularySize) {
    if (header != null && !header.fingerprint().equals(fingerprint)) {
      throw new CheckpointException(
          "%s: made with another tokenizer: fingerprint %s, the model's is %s; build a datastore with this model"
              .formatted(file, header.fingerprint(), fingerprint));
    }
    int needed = header != null ? header.vocabularySize() : largestToken() + 1;
    if (needed > vocabularySize) {
      throw new CheckpointException(
          "%s: has token ids up to %d, the model's vocabulary ends at %d; build a datastore with this model"
              .formatted(file, needed - 1, vocabularySize - 1));
    }
  }

  private int largestToken() {
    return chunks.stream().mapToInt(DatastoreChunk::largestToken).max().orElse(-1);
  }

  List<DatastoreChunk> chunks() {
    return chunks;
  }

  public long tokens() {
    return chunks.stream().mapToLong(DatastoreChunk::length).sum();
  }

  public int chunkCount() {
    return chunks.size();
  }

  public long fileBytes() {
    return fileBytes;
  }

  /// Bytes of a token: 2 or 4.
  public int tokenBytes() {
    return header == null ? 2 : header.tokenBytes();
  }

  /// One more than the largest id of the tokenizer; for the published form, of the tokens, all of
  /// which are read for it.
  public int vocabularySize() {
    return header == null ? largestToken() + 1 : header.vocabularySize();
  }

  /// Identity of the tokenizer; empty for the published form.
  public Optional<String> fingerprint() {
    return Optional.ofNullable(header).map(DatastoreHeader::fingerprint);
  }

  @Override
  public void close() {
    arena.close();
  }
}
