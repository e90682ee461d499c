package dev.trefoil.drafter.clover;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.drafter.recurrent.RecurrentNetwork;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.RopeFrequencies;
import dev.trefoil.model.UnitRows;
import dev.trefoil.nn.AttentionDecoder;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.ResidualBlock;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;

/// Clover's network (Xiao et al. 2024a, section 3 and figure 5): the augmenting block over the
/// sequence, then for head `i` the shared cell takes in the token before (the root's for head 0),
/// and the head's own residual block makes its features of the new state.
///
/// Tokens are embedded as rows of the target's output head, each scaled to unit length.
public final class CloverNetwork implements RecurrentNetwork {
  private final Backend backend;
  private final AttentionShape attention;
  private final Weight embedding; // [vocabulary, hidden]
  private final DecoderLayer block;
  private final RmsNorm norm;
  private final AttentionDecoder cell;
  private final List<ResidualBlock> heads = new ArrayList<>();

  /// Checks all tensors, then loads them.
  ///
  /// @param usedHeads how many of the draft's heads run
  /// @param table rows of the target's output head, of any length
  /// @param positions largest number of positions that will be asked for
  public CloverNetwork(
      CloverShape shape,
      int usedHeads,
      Backend backend,
      TensorSource source,
      NamedTensor table,
      int positions) {
    if (usedHeads > shape.heads()) {
      throw new IllegalArgumentException(
          "%d heads are asked for; %s has %d"
              .formatted(usedHeads, source.description(), shape.heads()));
    }
    CloverTensors.check(shape, source);
    this.backend = backend;
    ModelConfig config = shape.block();
    this.attention = CloverTensors.attention(config);
    float epsilon = config.normEpsilon();
    WeightLoader loader = new WeightLoader(backend, source);
    this.embedding =
        backend.tableWeight(new NamedTensor(table.name(), UnitRows.of(table.tensor())));
    Rotary rotary = new Rotary(RopeFrequencies.of(config), positions);
    this.block = DecoderLayer.load(loader, CloverTensors.BLOCK, attention, rotary, epsilon);
    this.norm = loader.norm(CloverTensors.NORM, epsilon);
    String prefix = CloverTensors.CELL;
    this.cell =
        new AttentionDecoder(
            loader.norm(prefix + ".input_layernorm", epsilon),
            loader.linear(false, prefix + ".q"),
            loader.linear(false, List.of(prefix + ".k", prefix + ".v")),
            new HeadGate(config.heads(), shape.similarity(), epsilon),
            shape.activated());
    for (int head = 0; head < usedHeads; head++) {
      heads.add(new ResidualBlock(loader.linear(true, CloverTensors.head(head))));
    }
  }

  @Override
  public int heads() {
    return heads.size();
  }

  @Override
  public KvCache newCache(int capacity) {
    return new KvCache(backend.kvStore(1, attention, capacity));
  }

  @Override
  public Matrix augment(Matrix hidden, int[] following, RowLayout layout) {
    return norm.apply(block.apply(hidden, 0, layout));
  }

  @Override
  public HeadOutput apply(int head, Matrix parents, int[] tokens) {
    Matrix states = cell.apply(parents, backend.embed(embedding, tokens, parents.rows()));
    return new HeadOutput(states, heads.get(head).apply(states));
  }
}
