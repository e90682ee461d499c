package dev.trefoil.drafter.medusa;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.model.Target;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.ResidualBlock;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Medusa's heads (Cai et al. 2024, section 3.1): head `k`, from 0 on, takes the target's
/// normalised hidden state at position `t` to logits of the token at `t + k + 2`.
///
/// Immutable, made of weights of the target's backend.
public final class MedusaHeads {
  /// @param output the head's own, or null for the target's
  private record Head(List<ResidualBlock> blocks, @Nullable Linear output) {}

  private final DraftHead shared;
  private final List<Head> heads = new ArrayList<>();

  /// Checks all tensors against the target, then loads the heads.
  ///
  /// @param checkpoint with published names, merged or not; may be closed afterwards
  /// @param maxHeads how many to load at most
  public MedusaHeads(Target target, TensorSource checkpoint, int maxHeads) {
    this(target, checkpoint, DraftHead.of(target), maxHeads);
  }

  /// The same with the tokens that are proposed.
  ///
  /// @param shared the output of heads without one of their own; of other outputs its tokens' rows
  ///   are loaded
  @SuppressWarnings("MissingSummary") // the first line says it
  public MedusaHeads(Target target, TensorSource checkpoint, DraftHead shared, int maxHeads) {
    MedusaTensors tensors = MedusaTensors.of(checkpoint);
    tensors.check(target.config().hiddenSize(), target.config().vocabularySize());
    this.shared = shared;
    WeightLoader loader = new WeightLoader(target.backend(), tensors.source());
    for (int head = 0; head < Math.min(maxHeads, tensors.heads()); head++) {
      List<ResidualBlock> blocks = ResidualBlock.chain(loader, tensors.blocksOf(head));
      Linear output = tensors.ownOutputs() ? output(loader, tensors.output(head)) : null;
      heads.add(new Head(blocks, output));
    }
  }

  private Linear output(WeightLoader loader, String name) {
    NamedTensor rows = vocabulary().rows(loader.tensor(name + ".weight"));
    return new Linear(loader.backend(), loader.backend().linearWeight(List.of(rows), List.of()));
  }

  /// The weights of published heads: one residual block each, and an output of their own.
  public static TensorManifest manifest(ModelConfig target, int heads) {
    return MedusaTensors.manifest(heads, 1, true, target.hiddenSize(), target.vocabularySize());
  }

  /// The weights that training makes.
  ///
  /// @param blocks of each head; they are one block under several names
  /// @param ownOutputs whether each head has an output of its own, or all share the target's
  public static TensorManifest trainedManifest(
      ModelConfig target, int heads, int blocks, boolean ownOutputs) {
    return MedusaTensors.manifest(
        heads, blocks, ownOutputs, target.hiddenSize(), target.vocabularySize());
  }

  /// The tokens of the columns of the logits.
  public DraftVocabulary vocabulary() {
    return shared.vocabulary();
  }

  public int count() {
    return heads.size();
  }

  /// Logits of one head: `[rows, hidden]` to `[rows, vocabulary]`; `x` stays.
  public Matrix logits(int head, Matrix x) {
    Matrix state = x;
    for (ResidualBlock block : heads.get(head).blocks()) {
      state = block.apply(state);
    }
    Linear output = heads.get(head).output();
    return output == null ? shared.logits(state) : output.apply(state);
  }
}
