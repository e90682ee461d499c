package dev.trefoil.text.sentencepiece;

import dev.trefoil.text.sentencepiece.ModelSettings.Algorithm;
import dev.trefoil.text.sentencepiece.Piece.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the protocol buffer of a SentencePiece model (`ModelProto` of `sentencepiece_model.proto`;
/// the numbers are its field numbers).
final class SentencePieceFile {
  /// Far above any real file (the largest vocabularies take 15 MB).
  private static final long LARGEST_FILE = 64L << 20;

  private static final int MOST_PIECES = 1 << 22;

  /// In the order of the format's numbers, from 1.
  private static final List<Kind> KINDS =
      List.of(Kind.NORMAL, Kind.UNKNOWN, Kind.CONTROL, Kind.USER_DEFINED, Kind.UNUSED, Kind.BYTE);

  private final List<Piece> pieces = new ArrayList<>();
  private Algorithm algorithm = Algorithm.UNIGRAM;
  private boolean hasTrainer;
  private boolean hasNormalizer;
  private boolean byteFallback;
  private String unknownSurface = " \u2047 ";
  private String beginPiece = "<s>";
  private String endPiece = "</s>";
  private ByteBuffer charsMap = ByteBuffer.allocate(0);
  private boolean addDummyPrefix = true;
  private boolean removeExtraWhitespaces = true;
  private boolean escapeWhitespaces = true;

  private SentencePieceFile() {}

  static SentencePieceModel read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST_FILE) {
        throw new IllegalArgumentException(
            "%d bytes are too many for a SentencePiece model; at most %d are allowed"
                .formatted(size, LARGEST_FILE));
      }
      return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": cannot be used as a SentencePiece model: " + e.getMessage(), e);
    }
  }

  static SentencePieceModel parse(ByteBuffer bytes) {
    SentencePieceFile file = new SentencePieceFile();
    ProtoReader reader = new ProtoReader(bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> file.addPiece(reader.message());
        case 2 -> file.readTrainer(reader.message());
        case 3 -> file.readNormalizer(reader.message());
        case 5 -> requireNoDenormalizer(reader.message());
        default -> reader.skip();
      }
    }
    if (file.pieces.isEmpty()) {
      throw new IllegalArgumentException("it has no pieces");
    }
    if (!file.hasTrainer || !file.hasNormalizer) {
      throw new IllegalArgumentException(
          "its %s is missing; the file may be cut off"
              .formatted(file.hasTrainer ? "normalizer_spec" : "trainer_spec"));
    }
    return new SentencePieceModel(file.pieces, file.settings());
  }

  private ModelSettings settings() {
    NormalizerRules normalizer =
        new NormalizerRules(
            CharsMap.parse(charsMap), addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces);
    return new ModelSettings(
        algorithm, byteFallback, unknownSurface, beginPiece, endPiece, normalizer);
  }

  private void addPiece(ProtoReader reader) {
    int id = pieces.size();
    if (id == MOST_PIECES) {
      throw new IllegalArgumentException(
          "it has more pieces than the %d that are allowed".formatted(MOST_PIECES));
    }
    String text = "";
    float score = 0;
    Kind kind = Kind.NORMAL;
    try {
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> text = reader.text();
          case 2 -> score = reader.decimal();
          case 3 -> kind = kind(reader.number());
          default -> reader.skip();
        }
      }
      pieces.add(new Piece(text, score, kind));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("piece %d: %s".formatted(id, e.getMessage()), e);
    }
  }

  private static Kind kind(long type) {
    if (type < 1 || type > KINDS.size()) {
      throw new IllegalArgumentException(
          "type %d is not one of 1 to %d".formatted(type, KINDS.size()));
    }
    return KINDS.get((int) type - 1);
  }

  private void readTrainer(ProtoReader reader) {
    hasTrainer = true;
    while (reader.next()) {
      switch (reader.field()) {
        case 3 -> algorithm = algorithm(reader.number());
        case 24 -> requireOff(reader.flag(), "treat_whitespace_as_suffix");
        case 35 -> byteFallback = reader.flag();
        case 44 -> unknownSurface = reader.text();
        case 46 -> beginPiece = orDefault(reader.text(), "<s>");
        case 47 -> endPiece = orDefault(reader.text(), "</s>");
        default -> reader.skip();
      }
    }
  }

  private static Algorithm algorithm(long type) {
    if (type == 1) {
      return Algorithm.UNIGRAM;
    }
    if (type == 2) {
      return Algorithm.BPE;
    }
    throw new IllegalArgumentException(
        "model type %d is not supported; 1 (unigram) and 2 (BPE) are".formatted(type));
  }

  private static void requireOff(boolean flag, String name) {
    if (flag) {
      throw new IllegalArgumentException(name + " is set, which is not supported");
    }
  }

  private static String orDefault(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private void readNormalizer(ProtoReader reader) {
    hasNormalizer = true;
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> charsMap = reader.bytes();
        case 3 -> addDummyPrefix = reader.flag();
        case 4 -> removeExtraWhitespaces = reader.flag();
        case 5 -> escapeWhitespaces = reader.flag();
        default -> reader.skip();
      }
    }
  }

  private static void requireNoDenormalizer(ProtoReader reader) {
    while (reader.next()) {
      if (reader.field() == 2) {
        requireOff(reader.bytes().hasRemaining(), "denormalizer_spec.precompiled_charsmap");
      } else {
        reader.skip();
      }
    }
  }
}
