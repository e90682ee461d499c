package dev.trefoil.bench.specbench;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A method's answers beside those of plain decoding to the same questions.
///
/// @param methodName by what messages call the method's file
/// @param baselineName by what messages call the baseline's file
public record AnswerRun(
    String methodName, List<AnswerLine> method, String baselineName, List<AnswerLine> baseline) {
  /// @throws BenchFileException when the two do not answer the same questions: a ratio of their
  ///   speeds would compare different work
  @SuppressWarnings("MissingSummary") // the record says what it is
  public AnswerRun {
    method = List.copyOf(method);
    baseline = List.copyOf(baseline);
    Set<Long> inMethod = ids(methodName, method);
    Set<Long> inBaseline = ids(baselineName, baseline);
    if (!inMethod.equals(inBaseline)) {
      throw new BenchFileException(
          "%s has %d answers, %s has %d, and they are not to the same questions (%s%s); speeds of different questions cannot be compared, give files of the same question set"
              .formatted(
                  methodName,
                  method.size(),
                  baselineName,
                  baseline.size(),
                  missing(inMethod, inBaseline, methodName),
                  missing(inBaseline, inMethod, baselineName)));
    }
  }

  /// Baseline answers by question.
  Map<Long, AnswerLine> baselineById() {
    Map<Long, AnswerLine> byId = new LinkedHashMap<>();
    baseline.forEach(line -> byId.put(line.questionId(), line));
    return byId;
  }

  private static Set<Long> ids(String name, List<AnswerLine> lines) {
    Set<Long> ids = new HashSet<>();
    for (AnswerLine line : lines) {
      if (!ids.add(line.questionId())) {
        throw new BenchFileException(
            "%s: question %d is answered twice; keep one of the lines"
                .formatted(name, line.questionId()));
      }
    }
    return ids;
  }

  private static String missing(Set<Long> present, Set<Long> wanted, String name) {
    List<Long> absent = wanted.stream().filter(id -> !present.contains(id)).sorted().toList();
    if (absent.isEmpty()) {
      return "";
    }
    String more = absent.size() > 5 ? " and %d more".formatted(absent.size() - 5) : "";
    return "question %s%s missing in %s;"
        .formatted(
            String.join(", ", absent.stream().limit(5).map(String::valueOf).toList()), more, name);
  }
}
