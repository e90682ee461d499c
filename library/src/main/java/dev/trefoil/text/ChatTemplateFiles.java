package dev.trefoil.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a model directory says about its chat template.
///
/// @param template the template's text
/// @param specialTokens `bos_token` and its like, as variables for the template
/// @param source the file or built-in name, for errors
record ChatTemplateFiles(String template, Map<String, Object> specialTokens, String source) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String CONFIG = "tokenizer_config.json";

  static ChatTemplateFiles read(Path directory) {
    Path configFile = directory.resolve(CONFIG);
    JsonNode config = json(configFile);
    Map<String, Object> tokens = specialTokens(json(directory.resolve("special_tokens_map.json")));
    tokens.putAll(specialTokens(config));
    Path templateFile = directory.resolve("chat_template.jinja");
    String own = text(templateFile);
    if (own != null) {
      return new ChatTemplateFiles(own, tokens, templateFile.toString());
    }
    String configured = template(config.path("chat_template"), configFile);
    if (configured != null) {
      return new ChatTemplateFiles(configured, tokens, configFile + ": chat_template");
    }
    Optional<String> family = ModelFamily.of(directory, json(directory.resolve("config.json")));
    String text = family.map(BuiltInTemplates::require).orElse(BuiltInTemplates.PLAIN);
    String source = "built-in template " + family.orElse("without roles");
    return new ChatTemplateFiles(text, tokens, source);
  }

  private static @Nullable String template(JsonNode node, Path file) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    List<String> names = new ArrayList<>();
    if (node.isArray()) {
      for (JsonNode named : node) {
        String name = named.path("name").asString("");
        names.add(name);
        if (name.equals("default") && named.path("template").isString()) {
          return named.path("template").stringValue();
        }
      }
    }
    throw new IllegalArgumentException(
        "%s: chat_template is neither a string nor a list with a template named 'default' (found: %s)"
            .formatted(file, node.isArray() ? names : node.getNodeType()));
  }

  /// Every `..._token` that is a string or an object with `content`.
  private static Map<String, Object> specialTokens(JsonNode config) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      String name = entry.getKey();
      String token = token(entry.getValue());
      if (name.endsWith("_token") && token != null) {
        tokens.put(name, token);
      } else if (name.equals("additional_special_tokens") && entry.getValue().isArray()) {
        List<String> list = new ArrayList<>();
        for (JsonNode item : entry.getValue()) {
          list.add(String.valueOf(token(item)));
        }
        tokens.put(name, list);
      }
    }
    return tokens;
  }

  private static @Nullable String token(JsonNode node) {
    JsonNode content = node.isObject() ? node.path("content") : node;
    return content.isString() ? content.stringValue() : null;
  }

  /// The file's JSON object, empty if there is no such file.
  private static JsonNode json(Path file) {
    String text = text(file);
    if (text == null) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode root = MAPPER.readTree(text);
      if (!root.isObject()) {
        throw new IllegalArgumentException(file + ": holds no JSON object");
      }
      return root;
    } catch (JacksonException e) {
      String message = String.valueOf(e.getOriginalMessage());
      throw new IllegalArgumentException(
          "%s: broken JSON in line %d: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  message.lines().findFirst().orElse(message)),
          e);
    }
  }

  private static @Nullable String text(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": not UTF-8", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
