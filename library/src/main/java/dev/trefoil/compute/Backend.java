package dev.trefoil.compute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// About twenty operations on rows, from which every network of this project is made.
///
/// What is promised by every implementation: a result row depends on its own input row and on what
/// that row may see, and on nothing else. The CPU implementation promises it to the bit:
/// neighbours, number of rows, thread count and the shape of a token tree do not change a row.
///
/// Memory: matrices live in step memory, which [#beginStep] empties and [#release] trims. An
/// argument documented as consumed may be overwritten and must not be used again; the result
/// replaces it. Weights and stores live until they or the backend are closed.
///
/// Threads: one thread at a time; the implementation uses more inside an operation.
public interface Backend extends AutoCloseable {
  Precision precision();

  /// Threads that an operation may use.
  int threads();

  // ---- parameters

  /// A linear layer `[out, in]` whose parts are stacked along `out` (query, key, value; gate, up),
  /// so that one product serves them all.
  ///
  /// @param biases one vector per part, or empty for a layer without bias
  Weight linearWeight(List<NamedTensor> parts, List<NamedTensor> biases);

  /// Linear layers that are made until the scope is closed have this precision instead of the
  /// backend's, so that a draft may be coarser, or finer, than its target. A product with such a
  /// layer brings its rows into the layer's format each time.
  ///
  /// @throws IllegalArgumentException when the implementation has no such products
  WeightScope weightsIn(Precision precision);

  /// An embedding table `[vocabulary, hidden]`, read by row.
  Weight tableWeight(NamedTensor table);

  /// A linear layer that shares the memory (and in training the parameter) of a table.
  Weight tiedWeight(Weight table);

  /// A vector that scales columns: the gain of a norm.
  Weight gainWeight(NamedTensor gain);

  /// Key-value storage for one sequence, all slots undefined.
  KvStore kvStore(int layers, AttentionShape shape, int capacity);

  // ---- step memory

  /// Ends the previous step: all matrices become invalid.
  void beginStep();

  /// The present fill of step memory.
  long mark();

  /// Frees what was made after the mark, kept matrices excepted.
  void release(long mark);

  /// A copy that survives [#release] until the next [#beginStep].
  Matrix keep(Matrix x);

  /// Rows from host memory, row-major.
  Matrix upload(float[] values, int rows, int columns);

  /// Copies one row out.
  void read(Matrix x, int row, float[] target);

  // ---- rows in, rows out

  /// Rows `ids[0..count)` of a table: `[count, hidden]`.
  Matrix embed(Weight table, int[] ids, int count);

  /// `x W^T (+ b)`: `[rows, in]` to `[rows, out]`.
  Matrix linear(Matrix x, Weight weight);

  /// `x + y`; consumes `x`. The result takes the place of `x` in step memory: a mark set after `x`
  /// was made does not release it.
  Matrix add(Matrix x, Matrix y);

  /// `[x, y]` side by side.
  Matrix concat(Matrix x, Matrix y);

  /// Rows `rows[0..count)` of `x`, in that order.
  Matrix gather(Matrix x, int[] rows, int count);

  /// `x / sqrt(mean(x^2) + epsilon) * gain` along each row.
  Matrix rmsNorm(Matrix x, Weight gain, float epsilon);

  /// The same along each of `heads` heads from column `firstColumn` on; consumes `x`.
  Matrix headNorm(Matrix x, int firstColumn, int heads, Weight gain, float epsilon);

  /// Rotates the first `heads` heads of each row by the row's position; consumes `x`.
  Matrix rotate(Matrix x, Rotary rotary, int heads, RowLayout layout);

  /// Writes the keys and values of fused rows to their slots of `layer`, then attends: each row
  /// over exactly the slots that the layout shows it. `[rows, fusedColumns]` to `[rows,
  /// outputColumns]`.
  Matrix attention(Matrix fused, AttentionShape shape, int layer, RowLayout layout);

  /// `silu(gate) * up` of rows `[gate, up]`: `[rows, 2 n]` to `[rows, n]`.
  Matrix swiglu(Matrix gateUp);

  /// `x * sigmoid(x)` of each entry; consumes `x`.
  Matrix silu(Matrix x);

  /// Each head's value scaled by the likeness of its query and key: `query [rows, n]` and `keyValue
  /// [rows, 2 n]`, keys first, to `[rows, n]`.
  Matrix headGate(Matrix query, Matrix keyValue, HeadGate gate);

  /// Softmax along each row.
  Matrix softmax(Matrix x);

  // ---- results on the host

  /// Column of the largest entry of each row, the lowest on a tie. A row that holds a NaN gives -1.
  void argmax(Matrix x, int[] columns);

  /// The `k` largest entries of each row, descending, the lower column first on a tie.
  ///
  /// @param columns `[rows * k]`
  /// @param values `[rows * k]`, or null when they are not wanted
  void topK(Matrix x, int k, int[] columns, float @Nullable [] values);

  @Override
  void close();
}
