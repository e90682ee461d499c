package dev.trefoil.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads a Hugging Face `config.json` into a [ModelConfig], with the defaults that Hugging Face's
/// own configuration classes give to absent keys.
///
/// What cannot be computed rightly is refused: unknown model types, activations and rope scalings,
/// quantised weights, shapes that do not fit together. Every refusal is one line in a
/// [CheckpointException].
public final class ModelConfigReader {
  private static final List<String> MODEL_TYPES =
      List.of("llama", "mistral", "qwen2", "qwen3", "baichuan");
  private static final int LARGEST_SIZE = 1 << 20;
  private static final int LARGEST_CONTEXT = 1 << 26;
  private static final int LARGEST_VOCABULARY = 1 << 24;
  private static final int MOST_LAYERS = 4096;
  private static final int MISTRAL_WINDOW = 4096;

  /// Baichuan-2's vocabulary, which tells it from Baichuan-1 where the architecture's name is
  /// absent.
  private static final int BAICHUAN2_VOCABULARY = 125_696;

  private ModelConfigReader() {}

  /// Reads `config.json`; a `generation_config.json` beside it adds end tokens.
  public static ModelConfig read(Path configJson) {
    return config(configJson, Optional.empty());
  }

  /// The same of an object that need not be a file; nothing adds end tokens.
  public static ModelConfig read(JsonFile config) {
    return config(config, Optional.empty(), Optional.empty());
  }

  /// As [#read(Path)], but says itself whether the head's rows are scaled to unit length, instead
  /// of telling Baichuan-2 by its architecture's name.
  public static ModelConfig read(Path configJson, boolean normalisedHead) {
    return config(configJson, Optional.of(normalisedHead));
  }

  private static ModelConfig config(Path file, Optional<Boolean> normalisedHead) {
    Path generation = file.resolveSibling("generation_config.json");
    Optional<JsonFile> beside =
        Files.isRegularFile(generation) ? Optional.of(JsonFile.read(generation)) : Optional.empty();
    return config(JsonFile.read(file), beside, normalisedHead);
  }

  private static ModelConfig config(
      JsonFile json, Optional<JsonFile> generation, Optional<Boolean> normalisedHead) {
    String type = json.choice("model_type", MODEL_TYPES);
    refuseUnsupported(json);
    boolean baichuan = type.equals("baichuan");
    int hidden = json.integer("hidden_size", 1, LARGEST_SIZE);
    int heads = json.integer("num_attention_heads", 1, LARGEST_SIZE);
    int kvHeads = json.integer("num_key_value_heads", heads, 1, LARGEST_SIZE);
    int vocabulary = json.integer("vocab_size", 1, LARGEST_VOCABULARY);
    boolean attentionBias = json.flag("attention_bias", false);
    ModelConfig config =
        new ModelConfig(
            type,
            hidden,
            json.integer("num_hidden_layers", 1, MOST_LAYERS),
            heads,
            kvHeads,
            headDim(json, type, hidden, heads),
            json.integer("intermediate_size", 1, LARGEST_SIZE),
            vocabulary,
            contextLength(json, type),
            json.positive("rms_norm_eps", 1e-6f),
            RopeReader.theta(json),
            RopeReader.scaling(json),
            json.flag("tie_word_embeddings", false),
            type.equals("qwen2") || attentionBias,
            attentionBias && !type.equals("qwen2"),
            json.flag("mlp_bias", false),
            baichuan,
            type.equals("qwen3"),
            normalisedHead.orElseGet(() -> baichuan && isBaichuan2(json, vocabulary)),
            endTokens(json, generation, vocabulary));
    checkShapes(json, config);
    return config;
  }

  private static void refuseUnsupported(JsonFile json) {
    if (json.has("hidden_act")) {
      json.choice("hidden_act", List.of("silu", "swish"));
    }
    if (json.has("quantization_config")) {
      throw json.refused(
          "\"quantization_config\" says that the weights are quantised; only f32, f16 and bf16 weights are supported, download the original model");
    }
    if (json.has("partial_rotary_factor") && json.positive("partial_rotary_factor") != 1) {
      throw json.refused("\"partial_rotary_factor\" must be 1; partial rotation is not supported");
    }
  }

  private static int headDim(JsonFile json, String type, int hidden, int heads) {
    if (json.has("head_dim")) {
      return json.integer("head_dim", 2, LARGEST_SIZE);
    }
    if (type.equals("qwen3")) {
      return 128; // the default of Qwen3's own configuration class
    }
    if (hidden % heads != 0) {
      throw json.refused(
          "\"hidden_size\" %d is not a multiple of \"num_attention_heads\" %d and there is no \"head_dim\""
              .formatted(hidden, heads));
    }
    return hidden / heads;
  }

  private static int contextLength(JsonFile json, String type) {
    int length = positions(json, type);
    boolean windowed =
        switch (type) {
          case "qwen2", "qwen3" -> json.flag("use_sliding_window", false);
          case "mistral" -> true;
          default -> false;
        };
    // Every key is visible as long as the text is not longer than the window, so the window is a
    // limit that keeps the answers right.
    if (windowed && json.object().has("sliding_window")) {
      return json.has("sliding_window")
          ? Math.min(length, json.integer("sliding_window", 1, LARGEST_CONTEXT))
          : length;
    }
    return windowed ? Math.min(length, MISTRAL_WINDOW) : length;
  }

  private static int positions(JsonFile json, String type) {
    String key = "max_position_embeddings";
    if (type.equals("baichuan") && !json.has(key)) {
      throw json.refused(
          "\"max_position_embeddings\" is missing: a Baichuan model without it uses ALiBi (13B), which is not supported; 7B models are");
    }
    int fallback =
        switch (type) {
          case "mistral" -> 131_072;
          case "qwen2", "qwen3" -> 32_768;
          default -> 2048;
        };
    int length = json.integer(key, fallback, 1, LARGEST_CONTEXT);
    // Vicuna's 16k models keep the trained length there and the stretched one here.
    boolean stretched = RopeReader.scaling(json) instanceof RopeScaling.Linear;
    return stretched
        ? Math.max(length, json.integer("max_sequence_length", length, 1, LARGEST_CONTEXT))
        : length;
  }

  private static boolean isBaichuan2(JsonFile json, int vocabulary) {
    JsonNode architectures = json.object().get("architectures");
    if (architectures != null && architectures.isArray() && !architectures.isEmpty()) {
      // The first generation spells its class BaiChuanForCausalLM.
      return architectures.get(0).asString("").equals("BaichuanForCausalLM");
    }
    return vocabulary == BAICHUAN2_VOCABULARY;
  }

  private static List<Integer> endTokens(
      JsonFile json, Optional<JsonFile> generation, int vocabulary) {
    Set<Integer> tokens = new LinkedHashSet<>();
    addEndTokens(json, vocabulary, tokens);
    generation.ifPresent(more -> addEndTokens(more, vocabulary, tokens));
    return List.copyOf(tokens);
  }

  private static void addEndTokens(JsonFile json, int vocabulary, Set<Integer> tokens) {
    String key = "eos_token_id";
    if (!json.has(key)) {
      return;
    }
    JsonNode value = json.get(key);
    List<JsonNode> ids = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(ids::add);
    } else {
      ids.add(value);
    }
    for (JsonNode id : ids) {
      boolean valid = id.isIntegralNumber() && id.canConvertToInt();
      if (!valid || id.intValue() < 0 || id.intValue() >= vocabulary) {
        throw json.refused(key, id, "allowed are token ids from 0 to %d".formatted(vocabulary - 1));
      }
      tokens.add(id.intValue());
    }
  }

  private static void checkShapes(JsonFile json, ModelConfig config) {
    if (config.heads() % config.kvHeads() != 0) {
      throw json.refused(
          "\"num_attention_heads\" %d is not a multiple of \"num_key_value_heads\" %d"
              .formatted(config.heads(), config.kvHeads()));
    }
    if (config.headDim() % 2 != 0) {
      throw json.refused(
          "heads of %d columns cannot be rotated; \"head_dim\" or \"hidden_size\" / \"num_attention_heads\" must be even"
              .formatted(config.headDim()));
    }
    if ((long) config.heads() * config.headDim() > LARGEST_SIZE) {
      throw json.refused(
          "%d heads of %d columns are more than the %d columns allowed"
              .formatted(config.heads(), config.headDim(), LARGEST_SIZE));
    }
    if (config.fusedQueryKeyValue() && config.kvHeads() != config.heads()) {
      throw json.refused(
          "\"num_key_value_heads\" %d differs from \"num_attention_heads\" %d, which W_pack does not allow"
              .formatted(config.kvHeads(), config.heads()));
    }
  }
}
