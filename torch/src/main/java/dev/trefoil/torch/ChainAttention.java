package dev.trefoil.torch;

import dev.trefoil.compute.AttentionShape;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Attention over a [ChainKvStore] in f32: the first pass by a product, each later one by a dot
/// product per row, all under one softmax.
final class ChainAttention {
  private ChainAttention() {}

  /// One text's rows after the first pass, whose keys and values are in the store already, as are
  /// those of this pass.
  ///
  /// @param queries `[heads, rows, headDim]`
  /// @return `[rows, outputColumns]`
  static Tensor attend(Tensor queries, ChainKvStore store, AttentionShape shape, Device device) {
    long rows = store.rows();
    long kvHeads = shape.kvHeads();
    long group = shape.groupSize();
    Tensor grouped = queries.reshape(kvHeads, group, rows, shape.headDim());
    ChainKvStore.Pass first = store.passes().getFirst();
    Tensor product =
        grouped
            .reshape(kvHeads, group * rows, shape.headDim())
            .matmul(first.keys().transpose(1, 2));
    TensorVector scores = new TensorVector();
    scores.push_back(product.view(kvHeads, group, rows, rows).add(later(rows, device)));
    for (ChainKvStore.Pass pass : store.passes().subList(1, store.passes().size())) {
      scores.push_back(grouped.mul(pass.keys().unsqueeze(1)).sum(3).unsqueeze(3));
    }
    Tensor shares = torch.softmax(torch.cat(scores, 3).mul(new Scalar(shape.scale())), 3);
    Tensor output =
        shares
            .narrow(3, 0, rows)
            .reshape(kvHeads, group * rows, rows)
            .matmul(first.values())
            .view(kvHeads, group, rows, shape.headDim());
    for (int i = 1; i < store.passes().size(); i++) {
      Tensor value = store.passes().get(i).values().unsqueeze(1);
      output = output.add(shares.narrow(3, rows + i - 1, 1).mul(value));
    }
    return output
        .reshape(shape.heads(), rows, shape.headDim())
        .transpose(0, 1)
        .reshape(rows, shape.outputColumns());
  }

  /// Minus infinity for rows that come after the own one.
  private static Tensor later(long rows, Device device) {
    Tensor all = torch.full(new long[] {rows, rows}, new Scalar(Float.NEGATIVE_INFINITY));
    return Tensors.move(all.triu(1).to(ScalarType.Float), device);
  }
}
