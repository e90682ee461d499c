package dev.trefoil.torch;

import dev.trefoil.compute.AttentionShape;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Causal attention of a training batch on a CPU, as plain products and a softmax in f32.
///
/// Queries are taken in blocks; a block meets only the keys up to its own end, so the part above
/// the diagonal costs nothing. Forward and backward take half the time of libtorch's fused kernel,
/// whose many small products do not reach the machine's speed.
final class CausalAttention {
  private static final int BLOCK = 128;
  private static final long SCORES_AT_ONCE = 1 << 20; // 4 MB: stays in the cache

  private final AttentionShape shape;
  private final int length;
  private final int sequencesAtOnce;
  private final Tensor[] masks; // per block [group * rows, keys]: 0, or minus infinity

  /// Makes the masks for segments of `length` rows.
  CausalAttention(AttentionShape shape, int length) {
    this.shape = shape;
    this.length = length;
    long scores = (long) shape.heads() * Math.min(BLOCK, length) * length;
    this.sequencesAtOnce = Math.toIntExact(Math.max(1, SCORES_AT_ONCE / scores));
    this.masks = new Tensor[(length + BLOCK - 1) / BLOCK];
    for (int block = 0; block < masks.length; block++) {
      long end = Math.min(length, (block + 1) * (long) BLOCK);
      masks[block] = mask(end - (long) block * BLOCK, end);
    }
  }

  private Tensor mask(long rows, long keys) {
    Tensor all = torch.full(new long[] {rows, keys}, new Scalar(Float.NEGATIVE_INFINITY));
    return all.triu(keys - rows + 1).repeat(shape.groupSize(), 1).to(ScalarType.Float);
  }

  /// Fused rows `[batch * length, fusedColumns]` to `[batch * length, outputColumns]`.
  Tensor attend(Tensor fused) {
    long batch = fused.size(0) / length;
    Tensor rows = fused.view(batch, length, shape.heads() + 2L * shape.kvHeads(), shape.headDim());
    TensorVector outputs = new TensorVector();
    TensorVector chunks = rows.split(sequencesAtOnce, 0);
    for (long i = 0; i < chunks.size(); i++) {
      outputs.push_back(chunk(chunks.get(i)));
    }
    return outputs.size() == 1 ? outputs.get(0) : torch.cat(outputs, 0);
  }

  /// `[sequences, length, heads + 2 kvHeads, headDim]` to `[sequences * length, outputColumns]`.
  private Tensor chunk(Tensor rows) {
    long sequences = rows.size(0);
    long kvHeads = shape.kvHeads();
    Tensor byHead = rows.transpose(1, 2).contiguous();
    TensorVector parts = byHead.split_with_sizes(new long[] {shape.heads(), kvHeads, kvHeads}, 1);
    long[] grouped = {sequences * kvHeads, shape.groupSize(), length, shape.headDim()};
    long[] single = {sequences * kvHeads, length, shape.headDim()};
    Tensor queries = parts.get(0).reshape(grouped);
    Tensor keys = parts.get(1).reshape(single);
    Tensor values = parts.get(2).reshape(single);
    TensorVector blocks = new TensorVector();
    for (int block = 0; block < masks.length; block++) {
      blocks.push_back(block(block, queries, keys, values));
    }
    Tensor output = torch.cat(blocks, 2); // [sequences * kvHeads, group, length, headDim]
    return output
        .view(sequences, shape.heads(), length, shape.headDim())
        .transpose(1, 2)
        .reshape(sequences * length, shape.outputColumns());
  }

  private Tensor block(int block, Tensor queries, Tensor keys, Tensor values) {
    long start = (long) block * BLOCK;
    long end = Math.min(length, start + BLOCK);
    long heads = keys.size(0);
    long rows = shape.groupSize() * (end - start);
    Tensor own = queries.narrow(2, start, end - start).reshape(heads, rows, shape.headDim());
    Tensor visible = keys.narrow(1, 0, end).transpose(1, 2);
    Tensor scores =
        torch.baddbmm(masks[block], own, visible, new Scalar(1f), new Scalar(shape.scale()));
    Tensor output = torch.bmm(torch.softmax(scores, -1), values.narrow(1, 0, end));
    return output.view(heads, shape.groupSize(), end - start, shape.headDim());
  }
}
