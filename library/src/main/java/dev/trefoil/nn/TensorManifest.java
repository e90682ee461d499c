package dev.trefoil.nn;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tensors that a network expects, so that all that is wrong with a checkpoint is said at once.
public final class TensorManifest {
  private static final int LISTED = 12;

  private final Map<String, long[]> expected = new LinkedHashMap<>();

  /// Adds a tensor that must be there with exactly this shape.
  public TensorManifest require(String name, long... shape) {
    expected.put(name, shape.clone());
    return this;
  }

  /// Names and shapes, in order of declaration.
  public Map<String, long[]> expected() {
    Map<String, long[]> copy = new LinkedHashMap<>();
    expected.forEach((name, shape) -> copy.put(name, shape.clone()));
    return copy;
  }

  /// Throws [WeightMismatchException] that lists every missing and every misshapen tensor.
  public void check(TensorSource source) {
    check(source, _ -> false);
  }

  /// The same, and lists every tensor that is not expected but whose name says that it belongs to
  /// this network.
  ///
  /// @param ours whether a name is of this network
  public void check(TensorSource source, Predicate<String> ours) {
    List<String> problems = new ArrayList<>();
    for (String name : source.names()) {
      if (!expected.containsKey(name) && ours.test(name)) {
        problems.add("unexpected " + name + shape(source.find(name)));
      }
    }
    expected.forEach(
        (name, shape) -> {
          HostTensor found = source.find(name);
          if (found == null) {
            problems.add("missing " + name + " " + Arrays.toString(shape));
          } else if (!found.hasShape(shape)) {
            problems.add(
                "%s has shape %s, expected %s"
                    .formatted(name, Arrays.toString(found.shape()), Arrays.toString(shape)));
          } else if (!found.type().isFloat()) {
            problems.add(name + " holds " + found.type() + ", expected a floating-point type");
          }
        });
    if (!problems.isEmpty()) {
      throw new WeightMismatchException(message(source, problems));
    }
  }

  private static String shape(@Nullable HostTensor tensor) {
    return tensor == null ? "" : " " + Arrays.toString(tensor.shape());
  }

  private String message(TensorSource source, List<String> problems) {
    List<String> shown = problems.subList(0, Math.min(LISTED, problems.size()));
    String rest = problems.size() > LISTED ? "; and " + (problems.size() - LISTED) + " more" : "";
    return "%s does not fit its config (%d problems, %d tensors expected): %s%s"
        .formatted(
            source.description(), problems.size(), expected.size(), String.join("; ", shown), rest);
  }
}
