package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares the shapes that a config promises with those that the weights have.
final class ConfigCheck {
  private static final String MISSING = " is missing";

  private ConfigCheck() {}

  /// One line for each contradiction; empty when all is well.
  static List<String> contradictions(ModelConfig config, Checkpoint weights) {
    List<String> lines = new ArrayList<>();
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.kvHeads() * config.headDim();
    long inner = config.feedForwardSize();
    expect(weights, lines, "model.embed_tokens.weight", config.vocabularySize(), hidden);
    if (!config.tiedEmbeddings()) {
      expect(weights, lines, "lm_head.weight", config.vocabularySize(), hidden);
    }
    expect(weights, lines, "model.norm.weight", hidden);
    String last = "model.layers." + (config.layers() - 1) + ".";
    if (config.fusedQueryKeyValue()) {
      expect(weights, lines, last + "self_attn.W_pack.weight", 3 * hidden, hidden);
    } else {
      expect(weights, lines, last + "self_attn.q_proj.weight", queries, hidden);
      expect(weights, lines, last + "self_attn.k_proj.weight", keys, hidden);
    }
    expect(weights, lines, last + "self_attn.o_proj.weight", hidden, queries);
    expect(weights, lines, last + "mlp.down_proj.weight", hidden, inner);
    long missing = lines.stream().filter(line -> line.endsWith(MISSING)).count();
    if (missing > 2) {
      lines.removeIf(line -> line.endsWith(MISSING));
      lines.addFirst(
          "not the weights of a whole %s model; a draft or an adapter?"
              .formatted(config.modelType()));
    }
    String beyond = "model.layers." + config.layers() + ".";
    if (weights.names().stream().anyMatch(name -> name.startsWith(beyond))) {
      lines.add(
          "the weights have more layers than the %d of the config".formatted(config.layers()));
    }
    return lines;
  }

  private static void expect(Checkpoint weights, List<String> lines, String name, long... shape) {
    HostTensor tensor = weights.find(name);
    if (tensor == null) {
      lines.add("tensor " + name + MISSING);
    } else if (!tensor.hasShape(shape)) {
      lines.add(
          "tensor %s has shape %s, the config says %s"
              .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
    }
  }
}
