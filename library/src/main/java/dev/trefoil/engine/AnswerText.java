package dev.trefoil.engine;

import dev.trefoil.text.Detokenizer;
import dev.trefoil.text.Tokenizer;
import java.util.List;

/// The text of one answer as tokens arrive: decoded, searched for stop strings, handed on as soon
/// as it can no longer become one.
final class AnswerText {
  private final Detokenizer detokenizer;
  private final int vocabularySize;
  private final List<String> stopStrings;
  private final int longestStop;
  private final StringBuilder text = new StringBuilder();
  private int handedOn;
  private boolean stopped;

  AnswerText(Tokenizer tokenizer, List<String> stopStrings) {
    this.detokenizer = tokenizer.detokenizer();
    this.vocabularySize = tokenizer.vocabularySize();
    this.stopStrings = stopStrings;
    this.longestStop = stopStrings.stream().mapToInt(String::length).max().orElse(0);
  }

  /// Takes the next token; true when a stop string is complete.
  boolean push(int token) {
    // a model may have more rows than its tokenizer has tokens; such an id has no text
    return token < vocabularySize && append(detokenizer.push(token));
  }

  /// The end of the answer: text that was held back is certain now.
  void end() {
    if (!stopped) {
      append(detokenizer.flush());
    }
  }

  private boolean append(String piece) {
    int from = Math.max(0, text.length() - longestStop + 1);
    text.append(piece);
    int cut = firstStop(from);
    if (cut >= 0) {
      text.setLength(cut);
      stopped = true;
    }
    return stopped;
  }

  private int firstStop(int from) {
    int first = -1;
    for (String stop : stopStrings) {
      int at = text.indexOf(stop, from);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  /// Text that is certain and was not handed on before; `everything` at the end of the answer.
  String take(boolean everything) {
    int certain = everything || stopped ? text.length() : text.length() - possibleStop();
    if (certain <= handedOn) {
      return "";
    }
    String piece = text.substring(handedOn, certain);
    handedOn = certain;
    return piece;
  }

  /// Length of the longest end of the text that a stop string could begin with.
  private int possibleStop() {
    for (int n = Math.min(longestStop - 1, text.length()); n > 0; n--) {
      String end = text.substring(text.length() - n);
      for (String stop : stopStrings) {
        if (stop.startsWith(end)) {
          return n;
        }
      }
    }
    return 0;
  }

  String text() {
    return text.toString();
  }
}
