package dev.trefoil.text;

import dev.trefoil.text.jinja.Template;
import dev.trefoil.text.jinja.TemplateException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns a conversation into the one text that a model was trained on.
///
/// Templates are those of Hugging Face: a subset of Jinja that covers what published models use,
/// rendered with `trim_blocks` and `lstrip_blocks`. A template is foreign code: it sees only the
/// conversation, the special tokens and the time, and it is stopped when it takes too many steps or
/// makes too much text. Immutable; several threads may render at once.
public final class ChatTemplate {
  private final Template template;
  private final Map<String, Object> specialTokens;
  private final String source;
  private final String fingerprint;
  private final Clock clock;

  private ChatTemplate(
      Template template,
      Map<String, Object> specialTokens,
      String source,
      String fingerprint,
      Clock clock) {
    this.template = template;
    this.specialTokens = Map.copyOf(specialTokens);
    this.source = source;
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  /// The template of a model, with the system's time for those that print a date.
  ///
  /// @throws IllegalArgumentException as [#load(Path, Clock)] does
  public static ChatTemplate load(Path modelDirectory) {
    return load(modelDirectory, Clock.system(ZoneId.systemDefault()));
  }

  /// The template of a model: `chat_template.jinja`; else `chat_template` in
  /// `tokenizer_config.json` (of several named ones `default`); else a built-in one if the model is
  /// a Vicuna, a Llama 2 chat model, or has Llama 3's role tokens; else none, which passes the last
  /// user message on as it is, right for models that only continue text.
  ///
  /// A model is known by the name of its directory or by `_name_or_path` in `config.json`.
  ///
  /// @param clock the time and zone of templates that print a date
  /// @throws IllegalArgumentException if a file is not UTF-8, is broken JSON, or holds a template
  ///   with a syntax error; one line with the file and the line of the template
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public static ChatTemplate load(Path modelDirectory, Clock clock) {
    ChatTemplateFiles files = ChatTemplateFiles.read(modelDirectory);
    return of(files.template(), files.specialTokens(), files.source(), clock);
  }

  /// A template that needs no file: `vicuna_v1.1`, `llama-2` or `llama-3`, the prompts of FastChat.
  /// `vicuna_v1.1` and `llama-2` leave the begin token to the tokenizer.
  ///
  /// @throws IllegalArgumentException for another name
  public static ChatTemplate builtIn(String name) {
    return of(
        BuiltInTemplates.require(name), Map.of(), "built-in template " + name, Clock.systemUTC());
  }

  private static ChatTemplate of(
      String text, Map<String, Object> specialTokens, String source, Clock clock) {
    try {
      String fingerprint = TextHash.of(text, new TreeMap<>(specialTokens).toString());
      return new ChatTemplate(Template.parse(text), specialTokens, source, fingerprint, clock);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
  }

  /// The conversation as one prompt, special tokens written out.
  ///
  /// @param addGenerationPrompt end with what starts the assistant's next message
  /// @throws IllegalArgumentException if the template refuses the conversation, with the template's
  ///   own words, or if it fails, with its file and line
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    return render(messages, addGenerationPrompt, Map.of());
  }

  /// The conversation as one prompt, with more variables for the template, such as `tools` or
  /// `enable_thinking`.
  ///
  /// @param variables null, booleans, numbers, strings, and lists and maps of them; they replace
  ///   special tokens of the same name
  /// @throws IllegalArgumentException as above, and for a variable of another type
  public String render(
      List<ChatMessage> messages,
      boolean addGenerationPrompt,
      Map<String, ? extends @Nullable Object> variables) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("tools", null);
    all.put("documents", null);
    all.putAll(specialTokens);
    all.putAll(variables);
    all.put("messages", maps(messages));
    all.put("add_generation_prompt", addGenerationPrompt);
    try {
      return template.render(all, clock);
    } catch (TemplateException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(e.isRefusal() ? message : source + ": " + message, e);
    }
  }

  /// Where the template comes from: its file, or the name of a built-in one.
  public String source() {
    return source;
  }

  /// Hash of the template's text and special tokens: equal for templates that render every
  /// conversation alike, whichever file they were read from. 64 hexadecimal digits.
  public String fingerprint() {
    return fingerprint;
  }

  private static List<Map<String, String>> maps(List<ChatMessage> messages) {
    List<Map<String, String>> maps = new ArrayList<>(messages.size());
    for (ChatMessage message : messages) {
      Map<String, String> map = new LinkedHashMap<>();
      map.put("role", message.role());
      map.put("content", message.content());
      maps.add(map);
    }
    return maps;
  }
}
