package dev.trefoil.training.data;

import java.util.ArrayList;
import java.util.EnumMap;
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

  public long of(Defect defect) {
    return counts.getOrDefault(defect, 0L);
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
