package dev.trefoil.training.draft;

import dev.trefoil.compute.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// A draft as the files of its published layout, before its first step. `trefoil.json` is added by
/// the run.
///
/// @param weightFile name of the safetensors file, such as `model.safetensors`
/// @param tensors its content by published name. What the network makes of one of these names is
///   trained; one that it makes of another name (the target's) is not
/// @param frozen names among `tensors` that are not trained although the network uses them
/// @param copies names among `tensors` that always hold what another of them holds, because the
///   network has one parameter for both
/// @param others content of the other files by name; `config.json` at least
public record DraftFiles(
    String weightFile,
    SequencedMap<String, HostTensor> tensors,
    Set<String> frozen,
    Map<String, String> copies,
    SequencedMap<String, byte[]> others) {
  public DraftFiles {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    frozen = Set.copyOf(frozen);
    copies = Map.copyOf(copies);
    others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
    if (!others.containsKey("config.json")) {
      throw new IllegalArgumentException("a draft without config.json cannot be opened again");
    }
    for (String name : copies.keySet()) {
      if (!tensors.containsKey(name) || !tensors.containsKey(copies.get(name))) {
        throw new IllegalArgumentException(
            "%s is to be a copy of %s; both have to be among the tensors"
                .formatted(name, copies.get(name)));
      }
    }
  }

  /// Files whose network uses every tensor once and trains all.
  public static DraftFiles trained(
      String weightFile,
      SequencedMap<String, HostTensor> tensors,
      SequencedMap<String, byte[]> others) {
    return new DraftFiles(weightFile, tensors, Set.of(), Map.of(), others);
  }

  boolean trains(String name) {
    return tensors.containsKey(name) && !frozen.contains(name);
  }

  /// All tensors, with present values in the place of those that are trained.
  SequencedMap<String, HostTensor> with(Map<String, HostTensor> trained) {
    SequencedMap<String, HostTensor> present = new LinkedHashMap<>();
    for (Map.Entry<String, HostTensor> tensor : tensors.entrySet()) {
      String source = copies.getOrDefault(tensor.getKey(), tensor.getKey());
      present.put(tensor.getKey(), trained.getOrDefault(source, tensor.getValue()));
    }
    return present;
  }
}
