package dev.trefoil.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.text.sentencepiece.ModelFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams random ids and compares with SentencePiece's rules for a whole sequence, written down
/// plainly here.
class SentencePieceDetokenizerTest {
  private static final String[] PIECES = {"▁", "▁▁", "a", "▁b", "é▁", "😀"};
  private static final int FIRST_BYTE = 3;
  private static final int FIRST_PIECE = 3 + 256;

  @TempDir Path directory;

  @Test
  void pushesAndFlushEqualTheDecodingOfTheWhole() {
    Random random = new Random(31);
    for (int flags = 0; flags < 4; flags++) {
      boolean dummy = (flags & 1) != 0;
      boolean collapse = (flags & 2) != 0;
      ModelFile file =
          ModelFile.llama(ModelFile.BPE).byteFallback().normalizer(dummy, collapse, true);
      for (String piece : PIECES) {
        file.normal(piece, -1);
      }
      try (Tokenizer tokenizer = Tokenizer.load(file.write(directory.resolve(flags + ".model")))) {
        Detokenizer stream = tokenizer.detokenizer();
        for (int round = 0; round < 3000; round++) {
          int[] ids = randomIds(random);
          String expected = decodedWhole(ids, dummy, collapse);
          StringBuilder streamed = new StringBuilder();
          for (int id : ids) {
            streamed.append(stream.push(id));
          }
          streamed.append(stream.flush());
          assertThat(streamed).as(Arrays.toString(ids)).hasToString(expected);
          assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(expected);
        }
      }
    }
  }

  private static int[] randomIds(Random random) {
    byte[] bytes = "é日😀\u07ff\uffff".getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[random.nextInt(16)];
    int at = random.nextInt(bytes.length);
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          switch (random.nextInt(8)) {
            case 0 -> random.nextInt(FIRST_BYTE);
            case 1 -> FIRST_BYTE + random.nextInt(256);
            case 2, 3 -> FIRST_PIECE + random.nextInt(PIECES.length);
            default -> FIRST_BYTE + (bytes[at++ % bytes.length] & 0xFF);
          };
    }
    return ids;
  }

  private static String decodedWhole(int[] ids, boolean dummy, boolean collapse) {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean dropSpace = dummy || collapse;
    for (int id : ids) {
      if (id >= FIRST_BYTE && id < FIRST_PIECE) {
        bytes.write(id - FIRST_BYTE);
        continue;
      }
      text.append(characters(bytes.toByteArray()));
      bytes.reset();
      dropSpace &= text.isEmpty();
      if (id == 0) {
        text.append(" \u2047 ");
      } else if (id >= FIRST_PIECE) {
        String piece = PIECES[id - FIRST_PIECE];
        boolean drop = dropSpace && piece.startsWith("▁");
        text.append(piece.substring(drop ? 1 : 0).replace('▁', ' '));
        dropSpace &= collapse || !drop;
      }
    }
    return text.append(characters(bytes.toByteArray())).toString();
  }

  /// A byte that no character begins with, or whose character is not whole, is one mark.
  private static String characters(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; ) {
      int length = 4;
      while (length > 0 && !isCharacter(bytes, at, length)) {
        length--;
      }
      text.append(length == 0 ? "\uFFFD" : new String(bytes, at, length, StandardCharsets.UTF_8));
      at += Math.max(1, length);
    }
    return text.toString();
  }

  private static boolean isCharacter(byte[] bytes, int at, int length) {
    if (at + length > bytes.length) {
      return false;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      return text.codePointCount(0, text.length()) == 1;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
