package dev.trefoil.training.draft;

import dev.trefoil.compute.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/// A draft as the files of its published layout. `trefoil.json` is added by the run.
///
/// @param weightFile name of the safetensors file, such as `model.safetensors`
/// @param tensors its content by published name. What the network makes of one of these names is
///   trained; tables that are written but not trained must not be made by the network under the
///   same name, or be listed in `frozen`
/// @param frozen names among `tensors` that the network uses but that are not trained
/// @param others content of the other files by name; `config.json` at least
public record DraftFiles(
    String weightFile,
    SequencedMap<String, HostTensor> tensors,
    Set<String> frozen,
    SequencedMap<String, byte[]> others) {
  public DraftFiles {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    frozen = Set.copyOf(frozen);
    others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
    if (!others.containsKey("config.json")) {
      throw new IllegalArgumentException("a draft without config.json cannot be opened again");
    }
  }
}
