package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether two answer files hold the same answers.
///
/// @param message Spec-Bench's words for the outcome
/// @param compared pairs of answers looked at
/// @param differing pairs with another text
/// @param first the first differing pair in the order of the first file; null when there is none,
///   or when it differs only in the number of its turns or choices
/// @param onlyInFirst questions that only the first file answers (compat: its surplus lines)
/// @param onlyInSecond questions that only the second file answers (compat: its surplus lines)
public record Equality(
    boolean equal,
    String message,
    int compared,
    int differing,
    @Nullable TextDifference first,
    List<Long> onlyInFirst,
    List<Long> onlyInSecond) {
  private static final String EQUAL = "Result totally Equal!";
  private static final String NOT_EQUAL = "Not Equal!";

  public Equality {
    onlyInFirst = List.copyOf(onlyInFirst);
    onlyInSecond = List.copyOf(onlyInSecond);
  }

  /// As Spec-Bench's `equal.py`: line by line in the order of the files, choice 0 only; surplus
  /// lines of the longer file are ignored (they are listed here, and change nothing).
  public static Equality compat(List<AnswerLine> a, List<AnswerLine> b) {
    int lines = Math.min(a.size(), b.size());
    int differing = 0;
    @Nullable TextDifference first = null;
    for (int i = 0; i < lines; i++) {
      if (!a.get(i).first().turns().equals(b.get(i).first().turns())) {
        differing++;
        first = first != null ? first : firstOf(a.get(i), b.get(i), 1);
      }
    }
    return new Equality(
        differing == 0,
        differing == 0 ? EQUAL : NOT_EQUAL,
        lines,
        differing,
        first,
        ids(a.subList(lines, a.size())),
        ids(b.subList(lines, b.size())));
  }

  /// By question, all choices and turns; a question that one file lacks is a difference.
  ///
  /// @throws BenchFileException when a file answers a question twice
  public static Equality strict(
      String nameA, List<AnswerLine> a, String nameB, List<AnswerLine> b) {
    Map<Long, AnswerLine> byIdA = byId(nameA, a);
    Map<Long, AnswerLine> byIdB = byId(nameB, b);
    int compared = 0;
    int differing = 0;
    @Nullable TextDifference first = null;
    for (AnswerLine line : a) {
      @Nullable AnswerLine other = byIdB.get(line.questionId());
      if (other != null) {
        compared++;
        if (!texts(line).equals(texts(other))) {
          differing++;
          first = first != null ? first : firstOf(line, other, Integer.MAX_VALUE);
        }
      }
    }
    List<Long> onlyA = ids(a.stream().filter(l -> !byIdB.containsKey(l.questionId())).toList());
    List<Long> onlyB = ids(b.stream().filter(l -> !byIdA.containsKey(l.questionId())).toList());
    boolean equal = differing == 0 && onlyA.isEmpty() && onlyB.isEmpty();
    return new Equality(equal, equal ? EQUAL : NOT_EQUAL, compared, differing, first, onlyA, onlyB);
  }

  private static @Nullable TextDifference firstOf(AnswerLine a, AnswerLine b, int mostChoices) {
    int choices = Math.min(mostChoices, Math.min(a.choices().size(), b.choices().size()));
    for (int c = 0; c < choices; c++) {
      List<String> turnsA = a.choices().get(c).turns();
      List<String> turnsB = b.choices().get(c).turns();
      for (int t = 0; t < Math.min(turnsA.size(), turnsB.size()); t++) {
        if (!turnsA.get(t).equals(turnsB.get(t))) {
          return TextDifference.between(a.questionId(), c, t, turnsA.get(t), turnsB.get(t));
        }
      }
    }
    return null;
  }

  private static List<List<String>> texts(AnswerLine line) {
    return line.choices().stream().map(AnswerChoice::turns).toList();
  }

  private static List<Long> ids(List<AnswerLine> lines) {
    return lines.stream().map(AnswerLine::questionId).toList();
  }

  private static Map<Long, AnswerLine> byId(String name, List<AnswerLine> lines) {
    List<Long> twice = new ArrayList<>();
    Map<Long, AnswerLine> byId = new LinkedHashMap<>();
    for (AnswerLine line : lines) {
      if (byId.put(line.questionId(), line) != null) {
        twice.add(line.questionId());
      }
    }
    if (!twice.isEmpty()) {
      throw new BenchFileException(
          "%s: answered more than once: question %s; keep one line each, or use --mode compat"
              .formatted(name, String.join(", ", twice.stream().map(String::valueOf).toList())));
    }
    return byId;
  }
}
