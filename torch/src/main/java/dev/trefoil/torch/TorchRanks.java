package dev.trefoil.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Where an entry stands among those of its row, a few rows at a time.
final class TorchRanks {
  private static final long ENTRIES_AT_ONCE = 1 << 22;

  private TorchRanks() {}

  static void of(TorchMatrix x, int[] columns, int[] ranks, Device device) {
    AskedRows asked =
        AskedRows.of(columns, new float[columns.length], x.rows(), x.columns(), "column");
    Arrays.fill(ranks, 0, x.rows(), -1);
    if (asked.count() == 0) {
      return;
    }
    int[] found = new int[asked.count()];
    PendingProduct pending = x.pending();
    try (PointerScope _ = new PointerScope();
        Gradients _ = Gradients.off()) {
      Tensor rows = asked.of(pending == null ? x.tensor() : pending.input(), device);
      Tensor answers = asked.answers(device).unsqueeze(1);
      Tensor order = torch.arange(new Scalar(x.columns())).to(device, answers.scalar_type());
      int step = Math.toIntExact(Math.max(1, ENTRIES_AT_ONCE / x.columns()));
      for (int start = 0; start < found.length; start += step) {
        int count = Math.min(step, found.length - start);
        try (PointerScope _ = new PointerScope()) {
          Tensor part = rows.narrow(0, start, count);
          Tensor values = pending == null ? part : pending.weight().product(part);
          int[] block = new int[count];
          Tensors.readInts(ranks(values, answers.narrow(0, start, count), order), block);
          System.arraycopy(block, 0, found, start, count);
        }
      }
    }
    for (int i = 0; i < found.length; i++) {
      ranks[asked.row(i)] = found[i];
    }
  }

  /// `[rows]`, -1 for a row with a NaN.
  private static Tensor ranks(Tensor values, Tensor answers, Tensor order) {
    Tensor own = values.gather(1, answers);
    Tensor before = values.gt(own);
    Tensor tied = values.eq(own).logical_and(order.lt(answers));
    Tensor rank = before.logical_or(tied).sum(1);
    return rank.masked_fill(values.isnan().any(1), new Scalar(-1));
  }
}
