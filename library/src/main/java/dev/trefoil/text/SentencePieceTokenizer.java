package dev.trefoil.text;

import dev.trefoil.text.DecodingRules.Kind;
import dev.trefoil.text.DecodingRules.LeadingSpace;
import dev.trefoil.text.sentencepiece.Piece;
import dev.trefoil.text.sentencepiece.SentencePieceModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a [Tokenizer] of a SentencePiece `tokenizer.model`.
///
/// Ids come from [SentencePieceEncoder] in plain Java: a `tokenizer.json` made from the file would
/// differ where scores are equal (runs of spaces in Llama's file), where spaces collapse and where
/// unknown characters meet.
final class SentencePieceTokenizer {
  private SentencePieceTokenizer() {}

  static boolean isNamed(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".model");
  }

  static Tokenizer load(Path file) {
    SentencePieceModel model = SentencePieceModel.read(file);
    SurroundingTokens around =
        SurroundingTokens.read(file.resolveSibling("tokenizer_config.json"), model);
    return new Tokenizer(
        new SentencePieceEncoder(model, around), vocabulary(model), decoding(model), file);
  }

  private static Vocabulary vocabulary(SentencePieceModel model) {
    List<Piece> pieces = model.pieces();
    Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
    BitSet special = new BitSet();
    for (int id = 0; id < pieces.size(); id++) {
      ids.put(pieces.get(id).text(), id);
      special.set(id, pieces.get(id).kind() == Piece.Kind.CONTROL);
    }
    return new Vocabulary(ids, special);
  }

  private static DecodingRules decoding(SentencePieceModel model) {
    int size = model.pieces().size();
    byte[][] bytes = new byte[size][];
    Kind[] kinds = new Kind[size];
    for (int id = 0; id < size; id++) {
      Piece piece = model.pieces().get(id);
      bytes[id] = bytes(piece, model);
      kinds[id] = kind(piece, bytes[id]);
    }
    LeadingSpace leading =
        model.dropsLeadingSpace()
            ? new LeadingSpace.StripPiece(model.dropsLeadingSpaces())
            : new LeadingSpace.Keep();
    return new DecodingRules(bytes, kinds, leading, true, new byte[0]);
  }

  private static byte[] bytes(Piece piece, SentencePieceModel model) {
    return switch (piece.kind()) {
      case BYTE -> new byte[] {(byte) SentencePieceModel.byteOf(piece.text())};
      case UNKNOWN -> model.unknownSurface().getBytes(StandardCharsets.UTF_8);
      case CONTROL -> piece.text().getBytes(StandardCharsets.UTF_8);
      case NORMAL, USER_DEFINED, UNUSED ->
          piece.text().replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
    };
  }

  /// Only a space that stands for U+2581 is dropped at the start of a text. Text that begins with
  /// another one is therefore given out like bytes: it breaks off an incomplete character all the
  /// same, because no character goes on with its first byte.
  private static Kind kind(Piece piece, byte[] bytes) {
    return switch (piece.kind()) {
      case BYTE -> Kind.BYTES;
      case CONTROL -> Kind.SILENT;
      case UNKNOWN -> bytes.length == 0 ? Kind.SILENT : Kind.BYTES;
      case NORMAL, USER_DEFINED, UNUSED -> piece.text().charAt(0) == ' ' ? Kind.BYTES : Kind.TEXT;
    };
  }
}
