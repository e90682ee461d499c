package dev.trefoil.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;

/// Text to token ids and back, with exactly the ids of the reference implementation.
///
/// Reads a `tokenizer.json` (Hugging Face) or a SentencePiece `tokenizer.model`. Works offline.
/// Immutable and safe for several threads until closed; whoever loads it closes it, because a
/// `tokenizer.json` lives in native memory.
public final class Tokenizer implements AutoCloseable {
  private final TextEncoder encoder;
  private final Vocabulary vocabulary;
  private final DecodingRules decoding;
  private final String source;

  Tokenizer(TextEncoder encoder, Vocabulary vocabulary, DecodingRules decoding, Path source) {
    this.encoder = encoder;
    this.vocabulary = vocabulary;
    this.decoding = decoding;
    this.source = source.toString();
  }

  /// Loads the tokenizer of a model.
  ///
  /// @param modelDirectoryOrFile a directory with `tokenizer.json`, else `tokenizer.model`; or one
  ///   of these files; a SentencePiece file under another name has to end in `.model`
  /// @throws IllegalArgumentException if there is none, or it cannot be used; the message names the
  ///   file
  public static Tokenizer load(Path modelDirectoryOrFile) {
    Objects.requireNonNull(modelDirectoryOrFile);
    if (Files.isDirectory(modelDirectoryOrFile)) {
      Path json = modelDirectoryOrFile.resolve("tokenizer.json");
      if (Files.isRegularFile(json)) {
        return TokenizerJson.load(json);
      }
      Path model = modelDirectoryOrFile.resolve("tokenizer.model");
      if (Files.isRegularFile(model)) {
        return SentencePieceTokenizer.load(model);
      }
      throw new IllegalArgumentException(
          modelDirectoryOrFile
              + ": no tokenizer here; a model directory holds tokenizer.json or tokenizer.model");
    }
    if (!Files.isRegularFile(modelDirectoryOrFile)) {
      throw new IllegalArgumentException(
          modelDirectoryOrFile + ": no such file or directory; give a model directory");
    }
    return SentencePieceTokenizer.isNamed(modelDirectoryOrFile)
        ? SentencePieceTokenizer.load(modelDirectoryOrFile)
        : TokenizerJson.load(modelDirectoryOrFile);
  }

  /// Ids of a text, without begin and end tokens. Special tokens written out in the text, such as
  /// `<|user|>`, become their ids. Halves of surrogate pairs are read as U+FFFD.
  public int[] encode(String text) {
    return encode(text, false);
  }

  /// Ids of a text.
  ///
  /// @param addSpecialTokens add what this tokenizer puts around a sequence: begin and, for some
  ///   models, end
  public int[] encode(String text, boolean addSpecialTokens) {
    return encoder.encode(wellFormed(text), addSpecialTokens);
  }

  /// Ids of a prompt that a chat template has rendered: with the begin token that this tokenizer
  /// adds, once, because many templates write it themselves.
  public int[] encodePrompt(String prompt) {
    int[] ids = encode(prompt, true);
    boolean twice = ids.length > 1 && ids[0] == ids[1] && isSpecial(ids[0]);
    return twice ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
  }

  /// Ids of a text that is only data: a special token written out in it stays ordinary text.
  public int[] encodeLiteral(String text) {
    return encoder.encodeLiteral(wellFormed(text));
  }

  /// Text of ids; special tokens are left out.
  ///
  /// @throws IllegalArgumentException if an id is outside the vocabulary
  public String decode(int[] ids, int from, int to) {
    return decode(ids, from, to, false);
  }

  /// Text of `ids[from..to)`. Bytes that are no UTF-8 become U+FFFD.
  ///
  /// @param keepSpecialTokens write special tokens out instead of leaving them out
  public String decode(int[] ids, int from, int to, boolean keepSpecialTokens) {
    Objects.checkFromToIndex(from, to, ids.length);
    Detokenizer detokenizer = new Detokenizer(vocabulary, decoding, keepSpecialTokens);
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(detokenizer.push(ids[i]));
    }
    return text.append(detokenizer.flush()).toString();
  }

  /// A streaming decoder for one sequence; special tokens are left out.
  public Detokenizer detokenizer() {
    return detokenizer(false);
  }

  /// A streaming decoder for one sequence. It needs no closing and stays valid after [#close()].
  public Detokenizer detokenizer(boolean keepSpecialTokens) {
    return new Detokenizer(vocabulary, decoding, keepSpecialTokens);
  }

  /// One more than the largest id.
  public int vocabularySize() {
    return vocabulary.size();
  }

  /// Id of a token written as the vocabulary writes it (`Ġthe`, `▁the`, `<|end|>`).
  public OptionalInt idOf(String token) {
    return vocabulary.idOf(token);
  }

  /// The vocabulary's spelling of an id; empty where the vocabulary has a gap.
  public String tokenOf(int id) {
    return vocabulary.tokenOf(id);
  }

  /// Whether an id is a control token such as begin, end or a role mark.
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }

  /// Hash of the vocabulary: equal if and only if all ids stand for the same tokens, whichever file
  /// they were read from. 64 hexadecimal digits.
  public String fingerprint() {
    return vocabulary.fingerprint();
  }

  /// Checks that a model has an embedding for every token.
  ///
  /// @param modelVocabulary rows of the model's embedding table
  /// @throws IllegalArgumentException if this tokenizer has ids that the model does not
  public void requireFits(int modelVocabulary) {
    if (vocabulary.size() > modelVocabulary) {
      throw new IllegalArgumentException(
          "%s: token ids go up to %d (%s), but the model's vocabulary has %d entries, ids 0 to %d; use the tokenizer this model was trained with"
              .formatted(
                  source,
                  vocabulary.size() - 1,
                  vocabulary.tokenOf(vocabulary.size() - 1),
                  modelVocabulary,
                  modelVocabulary - 1));
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  /// Native code and files hold UTF-8, which cannot express half a surrogate pair.
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return text.codePoints()
            .map(p -> p >= Character.MIN_SURROGATE && p <= Character.MAX_SURROGATE ? 0xFFFD : p)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
