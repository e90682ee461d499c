package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;

/// Where the keys and values of one layer stand.
///
/// @param headDim columns of a key
/// @param valueColumns columns of a value, padded to whole blocks
/// @param keyHeadBytes bytes of all keys of a head
/// @param valueHeadBytes bytes of all values of a head
/// @param layerBytes bytes of a layer, all keys before all values
record KvGeometry(
    int headDim,
    int valueColumns,
    long keyHeadBytes,
    long valueHeadBytes,
    long valuesOffset,
    long layerBytes) {
  private static final int BLOCK = AttentionKernels.BLOCK;

  static KvGeometry of(AttentionShape shape, int capacity) {
    long slots = Memory.roundUp(capacity, BLOCK);
    int valueColumns = (int) Memory.roundUp(shape.headDim(), BLOCK);
    long keyHeadBytes = 4 * slots * shape.headDim();
    long valueHeadBytes = 4 * slots * valueColumns;
    long valuesOffset = keyHeadBytes * shape.kvHeads();
    long layerBytes = valuesOffset + valueHeadBytes * shape.kvHeads();
    return new KvGeometry(
        shape.headDim(), valueColumns, keyHeadBytes, valueHeadBytes, valuesOffset, layerBytes);
  }

  /// First column of a key; further columns follow at a distance of one block.
  long key(long layer, int head, int slot) {
    long block = layer + keyHeadBytes * head + 4L * headDim * BLOCK * (slot / BLOCK);
    return block + 4L * (slot % BLOCK);
  }

  long keys(long layer, int head) {
    return layer + keyHeadBytes * head;
  }

  long value(long layer, int head, int slot) {
    return layer + valuesOffset + valueHeadBytes * head + 4L * valueColumns * slot;
  }
}
