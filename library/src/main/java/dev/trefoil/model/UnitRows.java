package dev.trefoil.model;

import dev.trefoil.compute.BFloat16;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Every row of an output head scaled to unit L2 length, once, at load: Baichuan-2's NormHead, and
/// the tokens' embeddings of Clover.
public final class UnitRows {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final double SHORTEST = 1e-12; // as the reference's normalise does

  private UnitRows() {}

  /// A copy in the tensor's own precision (bf16 stays bf16, all else becomes f32).
  public static HostTensor of(HostTensor head) {
    boolean narrow = head.type() == DataType.BF16;
    DataType type = narrow ? DataType.BF16 : DataType.F32;
    MemorySegment copy = Arena.ofAuto().allocate(head.elements() * type.bytes(), 64);
    int columns = head.columns();
    float[] row = new float[columns];
    for (int i = 0; i < head.rows(); i++) {
      long first = (long) i * columns;
      head.copyRow(first, columns, row, 0);
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      float length = (float) Math.max(Math.sqrt(squares), SHORTEST);
      for (int j = 0; j < columns; j++) {
        float value = row[j] / length;
        if (narrow) {
          copy.setAtIndex(I16, first + j, BFloat16.fromFloat(value));
        } else {
          copy.setAtIndex(F32, first + j, value);
        }
      }
    }
    return new HostTensor(type, head.shape(), copy);
  }
}
