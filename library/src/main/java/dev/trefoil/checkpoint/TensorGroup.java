package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Tensors that differ only by the numbers in their names, such as those of the layers.
///
/// @param name with the numbers as a range: `model.layers.{0..21}.mlp.up_proj.weight`
/// @param shape of each of them
/// @param count how many there are
/// @param bytes of all of them
public record TensorGroup(String name, List<Long> shape, DataType type, int count, long bytes) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  public TensorGroup {
    shape = List.copyOf(shape);
  }

  /// What members of one group have in common; numbers of the name are `#`.
  private record Key(String pattern, List<Long> shape, DataType type) {}

  /// Groups in the order of their first tensors.
  static List<TensorGroup> of(Map<String, HostTensor> tensors) {
    Map<Key, List<String>> members = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
          Key key = new Key(pattern(name), shape, tensor.type());
          members.computeIfAbsent(key, _ -> new ArrayList<>()).add(name);
        });
    List<TensorGroup> groups = new ArrayList<>();
    members.forEach(
        (key, names) -> {
          long bytes = key.type().bytes() * (long) names.size();
          for (long extent : key.shape()) {
            bytes *= extent;
          }
          groups.add(new TensorGroup(ranged(names), key.shape(), key.type(), names.size(), bytes));
        });
    return List.copyOf(groups);
  }

  private static String pattern(String name) {
    String[] parts = name.split("\\.", -1);
    for (int i = 0; i < parts.length; i++) {
      if (NUMBER.matcher(parts[i]).matches()) {
        parts[i] = "#";
      }
    }
    return String.join(".", parts);
  }

  private static String ranged(List<String> names) {
    String[] parts = names.getFirst().split("\\.", -1);
    long combinations = 1;
    for (int i = 0; i < parts.length; i++) {
      if (NUMBER.matcher(parts[i]).matches()) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String name : names) {
          numbers.add(Integer.parseInt(name.split("\\.", -1)[i]));
        }
        combinations *= numbers.size();
        parts[i] = range(numbers);
      }
    }
    String joined = String.join(".", parts);
    return combinations == names.size() ? joined : joined + " (some)";
  }

  private static String range(TreeSet<Integer> numbers) {
    int first = numbers.first();
    int last = numbers.last();
    if (numbers.size() == 1) {
      return Integer.toString(first);
    }
    if (last - first + 1 == numbers.size()) {
      return "{%d..%d}".formatted(first, last);
    }
    List<String> texts = numbers.stream().limit(6).map(String::valueOf).toList();
    return "{" + String.join(",", texts) + (numbers.size() > 6 ? ",.." + last : "") + "}";
  }
}
