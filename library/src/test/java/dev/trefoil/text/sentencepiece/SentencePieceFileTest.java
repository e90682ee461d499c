package dev.trefoil.text.sentencepiece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceFileTest {
  @TempDir Path directory;

  private static ModelFile good() {
    return ModelFile.llama(ModelFile.BPE)
        .byteFallback()
        .normal("▁", -1)
        .normal("a", -2)
        .normal("▁a", -3)
        .normalizer(true, true, true);
  }

  private void refused(byte[] bytes, String... reasons) throws IOException {
    Path file = Files.write(directory.resolve("bad.model"), bytes);
    assertThatThrownBy(() -> SentencePieceModel.read(file))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": cannot be used as a SentencePiece model: ")
        .hasMessageNotContaining("\n")
        .satisfies(refusal -> List.of(reasons).forEach(assertThat(refusal)::hasMessageContaining));
  }

  private void refused(ModelFile file, String... reasons) throws IOException {
    refused(file.toByteArray(), reasons);
  }

  @Test
  void aGoodFileIsRead() {
    SentencePieceModel model = good().model();
    assertThat(model.pieces()).hasSize(262);
    assertThat(model.beginId()).hasValue(1);
    assertThat(model.endId()).hasValue(2);
    assertThat(model.unknownId()).isZero();
    assertThat(new SentencePieceSegmenter(model).encode("a é")).containsExactly(261, 259, 198, 172);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] bytes = good().toByteArray();
    for (int length = 0; length < bytes.length; length += length < bytes.length - 99 ? 13 : 1) {
      refused(Arrays.copyOf(bytes, length));
    }
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    refused(new byte[0], "no pieces");
    refused("{\"model\": {}}".getBytes(StandardCharsets.UTF_8), "wire type 3");
    refused(
        "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
        "wire type 6");
    refused(new byte[1000], "no field begins");
  }

  @Test
  void hostileLengthsAndNumbersAreRefused() throws IOException {
    for (long length : new long[] {-1, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 40, 100}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ModelFile.tag(out, 1, 2);
      ModelFile.varint(out, length);
      refused(out.toByteArray(), "claims " + Long.toUnsignedString(length) + " bytes");
    }
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xFF);
    refused(endless, "a number has more than 10 bytes");
    ByteArrayOutputStream wrong = new ByteArrayOutputStream();
    ModelFile.number(wrong, 1, 5);
    refused(wrong.toByteArray(), "wire type 0 instead of 2");
  }

  @Test
  void piecesThatCannotBeAreRefused() throws IOException {
    refused(good().normal("a", -7), "piece 'a' is there twice");
    refused(good().normal("x\ny", -7).normal("x\ny", -7), "piece 'x\\u000Ay' is there twice");
    refused(good().normal("", -7), "piece 262", "is empty");
    refused(good().normal("x\0y", -7), "null character");
    refused(good().normal("x".repeat(5000), -7), "5000 characters");
    refused(good().normal("x", Float.NaN), "score NaN");
    refused(good().piece("x", 0, 9), "type 9");
    refused(good().piece("x", 0, ModelFile.UNKNOWN), "two pieces stand for the unknown");
    refused(good().piece("<0xGG>", 0, ModelFile.BYTE), "<0xGG>");
    refused(good().trainer(35, 0), "byte_fallback is false");
    refused(ModelFile.llama(ModelFile.BPE).trainer(35, 1), "byte piece <0x00> is missing");
    refused(ModelFile.empty(ModelFile.BPE).normal("a", 0), "no piece stands for the unknown");
    byte[] bytes = good().normal("héllo", 0).toByteArray();
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xC3 && bytes[i + 1] == (byte) 0xA9) {
        bytes[i + 1] = 'x';
      }
    }
    refused(bytes, "piece 262", "not UTF-8");
  }

  @Test
  void whatIsNotSupportedIsRefusedByName() throws IOException {
    refused(good().trainer(24, 1), "treat_whitespace_as_suffix");
    refused(good().trainer(3, 4), "model type 4");
    refused(good().charsMap(new byte[] {1, 2, 3}), "precompiled_charsmap is broken");
    refused(good().charsMap(new byte[] {16, 0, 0, 0, 9, 9, 9, 9, 0}), "16 of 5 bytes");
    refused(good().charsMap(new byte[] {4, 0, 0, 0, 9, 0, 0, (byte) 0x80, 0}), "begins at 9 of 1");
  }

  @Test
  void randomDamageNeverCausesAnythingButARefusal() throws IOException {
    Random random = new Random(99);
    byte[] charsMap = new byte[64];
    random.nextBytes(charsMap);
    charsMap[0] = 32;
    charsMap[1] = charsMap[2] = charsMap[3] = 0;
    for (int i = 7; i < 36; i += 4) {
      charsMap[i] &= 0x7F; // no values, so the map is accepted and its walks are random
    }
    byte[] good = good().charsMap(charsMap).toByteArray();
    int accepted = 0;
    for (int round = 0; round < 1500; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(directory.resolve("damaged.model"), bytes);
      Throwable thrown =
          catchThrowable(
              () -> {
                SentencePieceModel model = SentencePieceModel.read(file);
                new SentencePieceSegmenter(model).encode("a aé😀 \0 b");
              });
      accepted += thrown == null ? 1 : 0;
      if (thrown != null) {
        assertThat(thrown)
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(file + ": ")
            .hasMessageNotContaining("\n");
      }
    }
    assertThat(accepted).isBetween(100, 1400);
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      refused(bytes);
    }
  }
}
