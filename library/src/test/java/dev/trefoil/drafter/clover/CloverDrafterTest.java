package dev.trefoil.drafter.clover;

import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

class CloverDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    CloverShape shape = new CloverShape(target.config(), 3, HeadGate.Similarity.COSINE, true);
    SplittableRandom random = new SplittableRandom(8);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    CloverTensors.manifest(shape)
        .expected()
        .forEach((name, extents) -> weights.put(name, random(random, extents)));
    NamedTensor table = new NamedTensor("table", random(random, VOCABULARY, 48));
    CloverNetwork network =
        new CloverNetwork(
            shape,
            3,
            target.backend(),
            TinyModels.of(weights),
            table,
            target.config().contextLength());
    return new RecurrentDrafter(
        "clover", target, network, DraftHead.of(target), CloverConfig.DEFAULT.tree());
  }

  private static HostTensor random(SplittableRandom random, long... shape) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }

  @Override
  protected TreeBudget budget() {
    return CloverConfig.DEFAULT.budget();
  }
}
