package dev.trefoil.training.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How often each [Defect] occurred. Mutable; owned by one reading thread.
public final class DefectCounts {
  private final Map<Defect, Long> counts = new EnumMap<>(Defect.class);

  public void add(Defect defect) {
    add(defect, 1);
  }

  public void add(Defect defect, long count) {
    counts.merge(defect, count, Long::sum);
  }

  /// Adds what another one has counted.
  void addAll(DefectCounts others) {
    others.counts.forEach(this::add);
  }

  public long of(Defect defect) {
    return counts.getOrDefault(defect, 0L);
  }

  /// The counts that are not 0 by [Defect#key()].
  public Map<String, Long> byKey() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts.forEach((defect, count) -> all.put(defect.key(), count));
    return all;
  }

  /// The counts among others, by [Defect#key()].
  public static DefectCounts ofKeys(Map<String, Long> counts) {
    DefectCounts result = new DefectCounts();
    for (Defect defect : Defect.values()) {
      Long count = counts.get(defect.key());
      if (count != null) {
        result.add(defect, count);
      }
    }
    return result;
  }

  /// The counts that are not 0 by [Defect#label()].
  ///
  /// @param mended those that were mended, else those that were dropped
  public Map<String, Long> reasons(boolean mended) {
    Map<String, Long> reasons = new LinkedHashMap<>();
    counts.forEach(
        (defect, count) -> {
          if (defect.repaired() == mended) {
            reasons.put(defect.label(), count);
          }
        });
    return reasons;
  }

  /// Conversations that were lost.
  public long dropped() {
    return counts.entrySet().stream()
        .filter(entry -> !entry.getKey().repaired())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// One phrase per defect that occurred, such as `3 dropped: unknown role`.
  public List<String> phrases() {
    List<String> phrases = new ArrayList<>();
    counts.forEach(
        (defect, count) ->
            phrases.add(
                "%d %s: %s"
                    .formatted(count, defect.repaired() ? "mended" : "dropped", defect.label())));
    return phrases;
  }
}
