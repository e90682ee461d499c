package dev.trefoil.drafter.eagle;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Target;
import dev.trefoil.nn.TensorManifest;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Random drafts of a few thousand weights for a tiny target.
public final class TinyDrafts {
  private TinyDrafts() {}

  /// A draft that shares the target's embedding.
  ///
  /// @param rule of the version, or another one
  public static EagleDrafter drafter(Target target, EagleConfig rule) {
    return drafter(target, DraftHead.of(target), rule);
  }

  static EagleDrafter drafter(Target target, DraftHead head, EagleConfig rule) {
    EagleDraftConfig config = config(target, rule.version());
    TensorSource source = source(config, rule.version());
    return new EagleDrafter(
        rule, EagleLoader.load(config, source, target, head, rule.version()), target);
  }

  static EagleDraftConfig config(Target target, EagleVersion version) {
    ModelConfig model = target.config();
    int draftVocabulary =
        version == EagleVersion.EAGLE3 ? model.vocabularySize() - 5 : model.vocabularySize();
    return new EagleDraftConfig(model, true, false, draftVocabulary, model.hiddenSize());
  }

  static TensorSource source(EagleDraftConfig config, EagleVersion version) {
    return TinyModels.of(tensors(config, version));
  }

  static Map<String, HostTensor> tensors(EagleDraftConfig config, EagleVersion version) {
    TensorSource none = TinyModels.of(Map.of());
    TensorManifest manifest =
        version == EagleVersion.EAGLE3
            ? EagleTensors.eagle3(config, none)
            : EagleTensors.eagle1(config, none);
    SplittableRandom random = new SplittableRandom(17);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    manifest.expected().forEach((name, shape) -> tensors.put(name, random(random, name, shape)));
    if (version == EagleVersion.EAGLE3) {
      tensors.put(EagleTensors.TO_TARGET, offsets(config.draftVocabulary()));
    }
    return tensors;
  }

  private static HostTensor random(SplittableRandom random, String name, long[] shape) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    boolean gain = name.endsWith("norm.weight");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((gain ? 1 : 0) + 0.2 * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }

  /// The target's tokens from the sixth on.
  static HostTensor offsets(int count) {
    byte[] bytes = new byte[8 * count];
    for (int token = 0; token < count; token++) {
      bytes[8 * token] = 5;
    }
    return new HostTensor(DataType.I64, new long[] {count}, MemorySegment.ofArray(bytes));
  }
}
