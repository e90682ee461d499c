package dev.trefoil.text.sentencepiece;

import dev.trefoil.text.sentencepiece.Piece.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What a `tokenizer.model` file says, checked. Immutable.
public final class SentencePieceModel {
  private static final String HEX = "0123456789ABCDEF";

  private final List<Piece> pieces;
  private final ModelSettings settings;
  private final Map<String, Integer> ids;
  private final int[] byteIds = new int[0x100]; // [byte], -1 where there is none
  private final int unknownId;

  SentencePieceModel(List<Piece> pieces, ModelSettings settings) {
    this.pieces = List.copyOf(pieces);
    this.settings = settings;
    this.ids = HashMap.newHashMap(pieces.size());
    Arrays.fill(byteIds, -1);
    int unknown = -1;
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      Integer before = ids.putIfAbsent(piece.text(), id);
      if (before != null) {
        throw new IllegalArgumentException(
            "piece %s is there twice, as id %d and as id %d"
                .formatted(Piece.quoted(piece.text()), before, id));
      }
      if (piece.kind() == Kind.BYTE) {
        byteIds[byteOf(piece.text())] = id;
      }
      if (piece.kind() == Kind.UNKNOWN) {
        if (unknown >= 0) {
          throw new IllegalArgumentException(
              "two pieces stand for the unknown, ids %d and %d; one is allowed"
                  .formatted(unknown, id));
        }
        unknown = id;
      }
    }
    if (unknown < 0) {
      throw new IllegalArgumentException("no piece stands for the unknown; one has to");
    }
    this.unknownId = unknown;
    requireAllBytesOrNone();
  }

  /// Reads a file.
  ///
  /// @throws IllegalArgumentException if it is not one, or asks for what is not supported; the
  ///   message names the file
  public static SentencePieceModel read(Path file) {
    return SentencePieceFile.read(file);
  }

  private void requireAllBytesOrNone() {
    for (int b = 0; b < byteIds.length; b++) {
      if (settings.byteFallback() != byteIds[b] >= 0) {
        throw new IllegalArgumentException(
            "byte_fallback is %s, but byte piece <0x%02X> is %s"
                .formatted(settings.byteFallback(), b, byteIds[b] < 0 ? "missing" : "there"));
      }
    }
  }

  /// The byte that `<0x41>` stands for.
  ///
  /// @throws IllegalArgumentException if this is no byte piece
  public static int byteOf(String piece) {
    if (piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">")) {
      int high = HEX.indexOf(piece.charAt(3));
      int low = HEX.indexOf(piece.charAt(4));
      if (high >= 0 && low >= 0) {
        return 16 * high + low;
      }
    }
    throw new IllegalArgumentException(
        "byte piece %s is not one of <0x00> to <0xFF>".formatted(Piece.quoted(piece)));
  }

  /// All pieces; the place is the id.
  public List<Piece> pieces() {
    return pieces;
  }

  Piece piece(int id) {
    return pieces.get(id);
  }

  ModelSettings settings() {
    return settings;
  }

  /// Id of the piece that is written so, of any kind; else the unknown id.
  int idOf(String text) {
    return ids.getOrDefault(text, unknownId);
  }

  /// Id of the piece that text may be cut into; -1 if it is none.
  int ordinaryIdOf(String text) {
    Integer id = ids.get(text);
    return id != null && pieces.get(id).isOrdinary() ? id : -1;
  }

  int idOfByte(int value) {
    return byteIds[value];
  }

  public int unknownId() {
    return unknownId;
  }

  /// Whether characters that no piece covers become byte pieces.
  public boolean byteFallback() {
    return settings.byteFallback();
  }

  /// What the unknown id looks like in decoded text.
  public String unknownSurface() {
    return settings.unknownSurface();
  }

  /// Whether decoding drops the space at the start of a text.
  public boolean dropsLeadingSpace() {
    return settings.normalizer().addDummyPrefix() || dropsLeadingSpaces();
  }

  /// Whether decoding drops all space at the start of a text.
  public boolean dropsLeadingSpaces() {
    return settings.normalizer().removeExtraWhitespaces();
  }

  /// Begin token, if the file has one.
  public OptionalInt beginId() {
    return controlId(settings.beginPiece());
  }

  /// End token, if the file has one.
  public OptionalInt endId() {
    return controlId(settings.endPiece());
  }

  private OptionalInt controlId(String text) {
    Integer id = ids.get(text);
    if (id == null || pieces.get(id).kind() != Kind.CONTROL) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(id);
  }
}
