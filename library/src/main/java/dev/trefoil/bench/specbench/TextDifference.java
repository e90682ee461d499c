package dev.trefoil.bench.specbench;

/// Where two answers to a question part.
///
/// @param choice counted from 0
/// @param turn counted from 0
/// @param character first position at which the texts differ, in characters from 0; the length of
///   the shorter text when it is the beginning of the longer one
/// @param first what the first file has from there on, shortened
/// @param second what the second file has from there on, shortened
public record TextDifference(
    long questionId, int choice, int turn, int character, String first, String second) {
  private static final int SHOWN = 40;

  /// Compares two different texts.
  static TextDifference between(long questionId, int choice, int turn, String a, String b) {
    int at = 0;
    while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    return new TextDifference(questionId, choice, turn, at, from(a, at), from(b, at));
  }

  private static String from(String text, int at) {
    int start =
        at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    int end = Math.min(text.length(), start + SHOWN);
    return text.substring(start, end) + (end < text.length() ? "..." : "");
  }

  /// One line for a person, counting from 1.
  public String describe() {
    return "question %d%s, turn %d, character %d: \"%s\" against \"%s\""
        .formatted(
            questionId,
            choice == 0 ? "" : ", choice " + (choice + 1),
            turn + 1,
            character + 1,
            first.replace("\n", "\\n"),
            second.replace("\n", "\\n"));
  }
}
