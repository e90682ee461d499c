package dev.trefoil.torch;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.RowLayout;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Attention in f32 by `scaled_dot_product_attention`: one causal call for a training batch, one
/// masked call per segment else.
final class TorchAttention {
  private final Device device;

  TorchAttention(Device device) {
    this.device = device;
  }

  Tensor attend(Tensor fused, AttentionShape shape, int layer, RowLayout layout) {
    if (fused.size(0) != layout.rows() || fused.size(1) != shape.fusedColumns()) {
      throw new IllegalArgumentException(
          "fused rows are [%d, %d] but the layout has %d rows and the shape %d columns"
              .formatted(fused.size(0), fused.size(1), layout.rows(), shape.fusedColumns()));
    }
    if (isSelfContainedCausal(layout)) {
      return isOfOneLength(layout)
          ? causal(fused, shape, layout.segments())
          : causalTexts(fused, shape, layout);
    }
    TensorVector outputs = new TensorVector();
    for (int segment = 0; segment < layout.segments(); segment++) {
      int start = layout.segmentStart(segment);
      int count = layout.segmentStart(segment + 1) - start;
      if (count > 0) {
        Tensor rows = fused.narrow(0, start, count);
        outputs.push_back(segment(rows, shape, layer, layout, segment));
      }
    }
    return torch.cat(outputs, 0);
  }

  /// Whether no segment sees more than its own rows, each those up to itself.
  private static boolean isSelfContainedCausal(RowLayout layout) {
    for (int segment = 0; segment < layout.segments(); segment++) {
      if (layout.segmentStore(segment) != null || layout.segmentPrefix(segment) != 0) {
        return false;
      }
    }
    for (int row = 0; row < layout.rows(); row++) {
      int local = row - layout.segmentStart(layout.segmentOfRow(row));
      if (layout.extraCount(row) != 0 || layout.visiblePrefix(row) != local + 1) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfOneLength(RowLayout layout) {
    int length = layout.segmentStart(1);
    for (int segment = 1; segment < layout.segments(); segment++) {
      if (layout.segmentStart(segment + 1) - layout.segmentStart(segment) != length) {
        return false;
      }
    }
    return true;
  }

  /// Causal segments of one length.
  private Tensor causal(Tensor fused, AttentionShape shape, int segments) {
    return device.is_cpu()
        ? new CausalAttention(shape, Math.toIntExact(fused.size(0) / segments)).attend(fused)
        : selfContained(fused, shape, segments, null);
  }

  /// Causal segments one after the other: texts of any length, without padding.
  private Tensor causalTexts(Tensor fused, AttentionShape shape, RowLayout layout) {
    TensorVector outputs = new TensorVector();
    for (int segment = 0; segment < layout.segments(); segment++) {
      int start = layout.segmentStart(segment);
      int count = layout.segmentStart(segment + 1) - start;
      if (count > 0) {
        outputs.push_back(causal(fused.narrow(0, start, count), shape, 1));
      }
    }
    return torch.cat(outputs, 0);
  }

  /// Self-contained rows of `batch` segments of one length.
  ///
  /// @param mask `[rows, rows]` of one segment, or null for causal rows
  private static Tensor selfContained(
      Tensor fused, AttentionShape shape, long batch, @Nullable Tensor mask) {
    long length = fused.size(0) / batch;
    Tensor[] qkv = split(fused.view(batch, length, fused.size(1)), shape);
    return product(qkv[0], qkv[1], qkv[2], shape, mask)
        .reshape(batch * length, shape.outputColumns());
  }

  private Tensor segment(
      Tensor rows, AttentionShape shape, int layer, RowLayout layout, int segment) {
    int prefix = layout.segmentPrefix(segment);
    int slots = prefix + Math.toIntExact(rows.size(0));
    KvStore store = layout.segmentStore(segment);
    if (store instanceof ChainKvStore chain) {
      chain.check(layout, segment);
      return chained(rows, shape, chain);
    }
    Tensor mask = mask(layout, segment, slots);
    if (store == null) {
      if (prefix != 0) {
        throw new IllegalArgumentException(
            "segment %d has no store but a prefix of %d".formatted(segment, prefix));
      }
      return selfContained(rows, shape, 1, mask);
    }
    if (!(store instanceof TorchKvStore own)) {
      throw new IllegalArgumentException(
          "a key-value store of %s was given to the libtorch backend"
              .formatted(store.getClass().getSimpleName()));
    }
    Tensor[] qkv = split(rows.unsqueeze(0), shape);
    own.write(layer, prefix, qkv[1].squeeze(0), qkv[2].squeeze(0));
    Tensor keys = visible(own.keys(layer, slots), qkv[1]);
    Tensor values = visible(own.values(layer, slots), qkv[2]);
    if (keys.isfinite().all().item_bool() && values.isfinite().all().item_bool()) {
      return product(qkv[0], keys, values, shape, mask)
          .reshape(rows.size(0), shape.outputColumns());
    }
    Tensor clean =
        product(qkv[0], keys.nan_to_num(), values.nan_to_num(), shape, mask)
            .reshape(rows.size(0), shape.outputColumns());
    return clean.masked_fill(poisoned(keys.add(values), mask), new Scalar(Float.NaN));
  }

  /// A pass of a draft that feeds on itself.
  private Tensor chained(Tensor rows, AttentionShape shape, ChainKvStore chain) {
    Tensor[] qkv = split(rows.unsqueeze(0), shape);
    chain.add(qkv[1].squeeze(0), qkv[2].squeeze(0));
    return chain.passes().size() == 1
        ? causal(rows, shape, 1)
        : ChainAttention.attend(qkv[0].squeeze(0), chain, shape, device);
  }

  /// Rows that see a slot which is not finite, `[rows, 1]`: these alone become NaN.
  private static Tensor poisoned(Tensor slots, Tensor mask) {
    Tensor bad = slots.isfinite().logical_not().any(3).any(1); // [1, slots]
    return mask.logical_and(bad).any(1, true);
  }

  /// The slots of a store as `[1, kvHeads, slots, headDim]`; the new rows at the end stay connected
  /// to the graph when there is one.
  private static Tensor visible(Tensor stored, Tensor fresh) {
    if (!fresh.requires_grad()) {
      return stored.unsqueeze(0);
    }
    Tensor prefix = stored.narrow(1, 0, stored.size(1) - fresh.size(2)).unsqueeze(0);
    return torch.cat(new TensorVector(prefix, fresh), 2);
  }

  /// Queries, keys and values `[batch, heads, length, headDim]` of rows `[batch, length, fused]`.
  private static Tensor[] split(Tensor rows, AttentionShape shape) {
    long heads = shape.heads();
    long kvHeads = shape.kvHeads();
    Tensor byHead = rows.unflatten(2, heads + 2 * kvHeads, shape.headDim()).transpose(1, 2);
    TensorVector parts = byHead.split_with_sizes(new long[] {heads, kvHeads, kvHeads}, 1);
    return new Tensor[] {parts.get(0), parts.get(1), parts.get(2)};
  }

  /// `[batch, length, heads, headDim]`, a transposed view.
  private static Tensor product(
      Tensor queries, Tensor keys, Tensor values, AttentionShape shape, @Nullable Tensor mask) {
    Tensor output =
        torch.scaled_dot_product_attention(
            queries,
            repeat(keys, shape),
            repeat(values, shape),
            mask == null ? new TensorOptional() : new TensorOptional(mask),
            0,
            mask == null,
            new DoubleOptional(shape.scale()),
            false);
    return output.transpose(1, 2);
  }

  /// Each key-value head once per query head of its group.
  private static Tensor repeat(Tensor x, AttentionShape shape) {
    if (shape.groupSize() == 1) {
      return x;
    }
    long batch = x.size(0);
    long length = x.size(2);
    return x.unsqueeze(2)
        .expand(batch, shape.kvHeads(), shape.groupSize(), length, shape.headDim())
        .reshape(batch, shape.heads(), length, shape.headDim());
  }

  /// Which slots the rows of a segment see, `[rows, slots]`.
  private Tensor mask(RowLayout layout, int segment, int slots) {
    int start = layout.segmentStart(segment);
    int rows = layout.segmentStart(segment + 1) - start;
    byte[] visible = new byte[Math.multiplyExact(rows, slots)];
    for (int row = 0; row < rows; row++) {
      int at = row * slots;
      Arrays.fill(visible, at, at + layout.visiblePrefix(start + row), (byte) 1);
      for (int i = 0; i < layout.extraCount(start + row); i++) {
        visible[at + layout.extraSlot(start + row, i)] = 1;
      }
    }
    return Tensors.ofBooleans(visible, device, rows, slots);
  }
}
