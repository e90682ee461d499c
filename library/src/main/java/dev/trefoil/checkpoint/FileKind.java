package dev.trefoil.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Says what a foreign file is, by its first bytes, so that a refusal can name it.
final class FileKind {
  private static final int LOOK = 512;

  /// First bytes (Latin-1) of formats that are taken for weights by mistake.
  private record Magic(int offset, String bytes, String name) {}

  private static final List<Magic> MAGICS =
      List.of(
          new Magic(0, "version https://git-lfs", "a Git LFS pointer (run `git lfs pull`)"),
          new Magic(0, "PK\u0003\u0004", "a zip archive"),
          new Magic(0, "PK\u0005\u0006", "an empty zip archive"),
          new Magic(0, "\u001f\u008b", "a gzip file"),
          new Magic(0, "(\u00b5/\u00fd", "a zstandard file"),
          new Magic(0, "\u00fd7zXZ", "an xz file"),
          new Magic(0, "BZh", "a bzip2 file"),
          new Magic(0, "7z\u00bc\u00af", "a 7-Zip archive"),
          new Magic(257, "ustar", "a tar archive"),
          new Magic(0, "%PDF", "a PDF document"),
          new Magic(0, "GGUF", "a GGUF model (llama.cpp)"),
          new Magic(0, "ggml", "a GGML model (llama.cpp)"),
          new Magic(0, "lmgg", "a GGML model (llama.cpp)"),
          new Magic(0, "tjgg", "a GGML model (llama.cpp)"),
          new Magic(0, "\u0089HDF", "an HDF5 file (Keras or TensorFlow)"),
          new Magic(0, "\u0093NUMPY", "a NumPy array"),
          new Magic(0, "\u007fELF", "a Linux program or library"),
          new Magic(0, "MZ", "a Windows program"),
          new Magic(0, "\u0089PNG", "a PNG picture"),
          new Magic(0, "\u00ff\u00d8\u00ff", "a JPEG picture"),
          new Magic(0, "ARROW1", "an Arrow file"),
          new Magic(0, "PAR1", "a Parquet file"),
          new Magic(0, "SQLite format 3", "an SQLite database"));

  private FileKind() {}

  /// A noun phrase such as `a gzip file`, or a description of its first bytes.
  static String describe(MemorySegment file) {
    if (file.byteSize() == 0) {
      return "an empty file";
    }
    byte[] head = file.asSlice(0, Math.min(LOOK, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    for (Magic magic : MAGICS) {
      if (text.startsWith(magic.bytes(), magic.offset())) {
        return magic.name();
      }
    }
    if (isPickle(head)) {
      return "a Python pickle (an old PyTorch file or another object)";
    }
    if (isSafetensors(file, head)) {
      return "a safetensors file";
    }
    return isText(head) ? describeText(text) : "an unknown format that starts with " + hex(head);
  }

  /// What to do with an old PyTorch file; empty for other files.
  static String remedyForTorch(MemorySegment file) {
    byte[] head = file.asSlice(0, Math.min(LOOK, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    if (isPickle(head)) {
      return "; legacy pickles are not read, load it in PyTorch 1.6 or later and save it again, or convert it to safetensors";
    }
    return isSafetensors(file, head) ? "; name it NAME.safetensors" : "";
  }

  private static boolean isPickle(byte[] head) {
    return head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
  }

  private static boolean isSafetensors(MemorySegment file, byte[] head) {
    if (head.length < 10 || head[8] != '{') {
      return false;
    }
    long length = SafetensorsFile.headerLength(file);
    return length >= 2 && length <= file.byteSize() - 8;
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private static String describeText(String text) {
    String start = text.stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return "an HTML page (a failed download?)";
    }
    if (start.startsWith("<?xml") || start.startsWith("<error")) {
      return "an XML document (a failed download?)";
    }
    if (start.startsWith("{") || start.startsWith("[")) {
      return "a JSON document";
    }
    String line = Printable.firstLine(text.strip());
    return "a text file that begins "
        + Printable.quoted(line.substring(0, Math.min(60, line.length())));
  }

  private static String hex(byte[] head) {
    StringBuilder hex = new StringBuilder("0x");
    for (int i = 0; i < Math.min(8, head.length); i++) {
      hex.append(String.format(Locale.ROOT, "%02x", head[i]));
    }
    return hex.toString();
  }
}
