package dev.trefoil.drafter.clover2;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Random drafts of a few thousand weights for a tiny target.
public final class TinyClover2 {
  private TinyClover2() {}

  /// A draft with the published heads and layers.
  public static Drafter drafter(Target target, TreeRule tree) {
    return drafter(target, DraftHead.of(target), tree);
  }

  static Drafter drafter(Target target, DraftHead head, TreeRule tree) {
    Map<String, HostTensor> weights = weights(target);
    ModelConfig config = target.config();
    HostTensor rows = random(new SplittableRandom(4), config.vocabularySize(), config.hiddenSize());
    NamedTensor table = new NamedTensor("table", rows);
    return new RecurrentDrafter(
        "clover2",
        target,
        new Clover2Network(
            config,
            2,
            5,
            target.backend(),
            new Clover2Tensors(TinyModels.of(weights)),
            table,
            config.contextLength()),
        head,
        tree);
  }

  static Map<String, HostTensor> weights(Target target) {
    SplittableRandom random = new SplittableRandom(8);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    Clover2Tensors.manifest(target.config(), 2)
        .expected()
        .forEach((name, shape) -> weights.put(name, random(random, shape)));
    return weights;
  }

  private static HostTensor random(SplittableRandom random, long... shape) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }
}
