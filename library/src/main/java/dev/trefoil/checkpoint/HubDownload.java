package dev.trefoil.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One file of a hub onto the disk: resumed, verified, renamed.
final class HubDownload {
  private static final int CHUNK = 1 << 18;

  private final HubHttp http;
  private final HubClient.Retry retry;
  private final @Nullable String token;
  private final PullListener listener;

  HubDownload(HubHttp http, HubClient.Retry retry, @Nullable String token, PullListener listener) {
    this.http = http;
    this.retry = retry;
    this.token = token;
    this.listener = listener;
  }

  /// A failure of the disk, which no retry mends; unlike one of the network.
  private static final class DiskException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    DiskException(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  Path fetch(HubFile file, URI address, String revision, Path directory) {
    Path target = directory.resolve(file.name());
    Path part = directory.resolve(file.name() + ".part");
    try {
      if (isComplete(target, file)) {
        listener.finished(file.name(), true);
        return target;
      }
      requireSpace(file, part, directory);
      HubFile known = transfer(file, address, revision, part);
      verify(known, part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      listener.finished(file.name(), false);
      return target;
    } catch (DiskException e) {
      throw unwritable(part, e.failure);
    } catch (IOException e) {
      throw unwritable(part, e);
    } catch (InterruptedException e) {
      throw Attempts.interrupted(file.name(), e);
    }
  }

  /// A file without any known checksum or size is fetched again, because nothing vouches for it.
  private static boolean isComplete(Path target, HubFile file) throws IOException {
    boolean verifiable = file.sha256() != null || file.blobId() != null;
    return verifiable && Files.isRegularFile(target) && Checksum.mismatch(target, file).isEmpty();
  }

  private static void requireSpace(HubFile file, Path part, Path directory) throws IOException {
    long needed = file.size() - size(part);
    long free = Files.getFileStore(directory).getUsableSpace();
    if (needed > free) {
      throw new CheckpointException(
          "%s: the disk is too full for %s: %s are needed, %s are free; make room or choose another directory"
              .formatted(directory, file.name(), Printable.bytes(needed), Printable.bytes(free)));
    }
  }

  /// Loads until the part is whole; returns the file with what the answers told of it.
  private HubFile transfer(HubFile file, URI address, String revision, Path part)
      throws IOException, InterruptedException {
    Attempts attempts = new Attempts(retry, file.name(), listener);
    HubFile known = file;
    while (true) {
      long have = usablePart(known, part);
      if (have == known.size() && Files.exists(part)) {
        return known;
      }
      try {
        HubHttp.Answer answer = http.get(address, have);
        known = answer.entityTag().map(known::withEntityTag).orElse(known);
        known = receive(known, answer, part, have, revision, attempts);
        if (size(part) != known.size()) {
          throw new IOException("the connection was cut");
        }
      } catch (IOException e) {
        attempts.failed(e);
      }
    }
  }

  private HubFile receive(
      HubFile file, HubHttp.Answer answer, Path part, long have, String revision, Attempts attempts)
      throws IOException {
    try (InputStream body = answer.response().body()) {
      return switch (answer.status()) {
        case 200, 206 -> {
          // 200 to a request for a range: the hub sends the whole file.
          long from = answer.status() == 206 ? have : 0;
          HubFile sized = sized(file, part, total(answer, part, from));
          long position = copy(sized, body, part, from, attempts);
          // Without a length the end of the body is all there is to know.
          yield sized.size() < 0 ? sized.withSize(position) : sized;
        }
        case 416 -> {
          Files.deleteIfExists(part);
          throw new IOException("the partial file is longer than the hub's; starting again");
        }
        default -> throw HubErrors.refused(file.name(), answer, token, revision);
      };
    }
  }

  /// The size of the whole file as this answer tells it, or -1.
  private static long total(HubHttp.Answer answer, Path part, long from) throws IOException {
    if (answer.status() == 200) {
      return answer.response().headers().firstValueAsLong("Content-Length").orElse(-1);
    }
    String range = answer.header("Content-Range").orElse("");
    if (!range.startsWith("bytes " + from + "-")) {
      Files.deleteIfExists(part);
      throw new IOException("the hub sent another range than asked for; starting again");
    }
    String total = range.substring(range.indexOf('/') + 1);
    return total.chars().allMatch(Character::isDigit) && total.length() < 19 && !total.isEmpty()
        ? Long.parseLong(total)
        : -1;
  }

  private static HubFile sized(HubFile file, Path part, long total) throws IOException {
    if (file.size() >= 0 && total >= 0 && file.size() != total) {
      throw damaged(
          file, part, "the hub sends %d bytes, expected %d".formatted(total, file.size()));
    }
    return total >= 0 ? file.withSize(total) : file;
  }

  /// Appends the body at `from`; network failures are [IOException]s, those of the disk are not.
  private long copy(HubFile file, InputStream body, Path part, long from, Attempts attempts)
      throws IOException {
    long position = from;
    try (FileChannel out = open(part, from);
        Stall stall = new Stall(body, retry.timeout())) {
      byte[] chunk = new byte[CHUNK];
      for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
        stall.alive();
        position += write(out, chunk, count);
        attempts.reached(position);
        listener.progress(file.name(), position, file.size());
        if (file.size() >= 0 && position > file.size()) {
          throw damaged(file, part, "it goes on after %d bytes".formatted(file.size()));
        }
      }
      force(out);
    }
    return position;
  }

  private static FileChannel open(Path part, long from) {
    try {
      FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      out.truncate(from).position(from);
      return out;
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  private static int write(FileChannel out, byte[] chunk, int count) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      return count;
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  private static void force(FileChannel out) {
    try {
      out.force(true);
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  /// Bytes of an earlier attempt; more than the whole file cannot be a beginning of it.
  private static long usablePart(HubFile file, Path part) throws IOException {
    long have = size(part);
    if (file.size() >= 0 && have > file.size()) {
      Files.delete(part);
      return 0;
    }
    return have;
  }

  private static void verify(HubFile file, Path part) throws IOException {
    Optional<String> mismatch = Checksum.mismatch(part, file);
    if (mismatch.isPresent()) {
      throw damaged(file, part, mismatch.get());
    }
  }

  /// Removes the part, because going on with it could only end the same way.
  private static CheckpointException damaged(HubFile file, Path part, String how)
      throws IOException {
    Files.deleteIfExists(part);
    return new CheckpointException(
        "%s: the download is damaged: %s; the partial file was deleted, run the command again"
            .formatted(file.name(), how));
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static CheckpointException unwritable(Path part, IOException cause) {
    return new CheckpointException(
        "%s: cannot be written: %s; make room or check permissions, then run the command again, it goes on where it ended"
            .formatted(part, Printable.reason(cause)),
        cause);
  }
}
