package dev.trefoil.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads prompts strictly: text that is not UTF-8 is refused with the offset of the first bad byte.
final class PromptSource {
  private PromptSource() {}

  /// Each non-blank line of a file is a prompt.
  static List<String> lines(Path file) throws IOException {
    List<String> prompts =
        decode(Files.readAllBytes(file), file.toString())
            .lines()
            .filter(l -> !l.isBlank())
            .toList();
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no prompt; it needs one per line");
    }
    return prompts;
  }

  /// All of a stream is one prompt.
  static String all(InputStream in, String name) throws IOException {
    return decode(in.readAllBytes(), name);
  }

  private static String decode(byte[] bytes, String name) throws CharacterCodingException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new IllegalArgumentException(
          "%s is not UTF-8: byte 0x%02x at offset %d; convert it first"
              .formatted(name, bytes[in.position()], in.position()));
    }
    return out.flip().toString();
  }
}
