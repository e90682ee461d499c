package dev.trefoil.text.sentencepiece;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gathers the ids of one text. A part that no piece covers becomes its bytes, or else one unknown
/// id for the whole run of such parts.
final class IdCollector {
  private final SentencePieceModel model;
  private int[] ids = new int[16];
  private int count;
  private boolean afterUnknown;

  IdCollector(SentencePieceModel model) {
    this.model = model;
  }

  void add(String part, int id) {
    boolean unknown = id == model.unknownId();
    if (unknown && model.byteFallback()) {
      for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
        append(model.idOfByte(b & 0xFF));
      }
    } else if (!unknown || !afterUnknown) {
      append(id);
    }
    afterUnknown = unknown;
  }

  private void append(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, count);
  }
}
