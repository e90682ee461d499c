package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.drafter.vocabulary.VocabularyChoice;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.WeightLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Llama-family model with exits: the logits of exit n are the shared head over the shared final
/// norm of the output of layer n. Any checkpoint of the family can serve; one trained for it (SoFT,
/// Kavehzadeh et al. 2024) has no tensors of its own.
///
/// Immutable weights of one backend; several drafters, for several targets, may share them.
public final class SortedDraft {
  private final Llama network;
  private final DraftHead head;
  private final SortedSettings settings;
  private final NamedTensor finalNorm; // gain, [hidden], in memory of its own

  /// Checks all tensors against the config, then loads them.
  ///
  /// @throws dev.trefoil.nn.WeightMismatchException that lists all that is missing, misshapen or
  ///   unknown; layers beyond the config's are left out without a word
  public SortedDraft(
      ModelConfig config, Backend backend, TensorSource source, SortedSettings settings) {
    this(config, backend, source, settings, DraftVocabulary.whole(config.vocabularySize()));
  }

  /// A draft that proposes some of its tokens only.
  ///
  /// @throws dev.trefoil.nn.WeightMismatchException as above
  public SortedDraft(
      ModelConfig config,
      Backend backend,
      TensorSource source,
      SortedSettings settings,
      DraftVocabulary vocabulary) {
    if (settings.exits().getLast() != config.layers()) {
      throw new IllegalArgumentException(
          "%s: exits are after layers %s of a draft of %d; the last exit must be after its last"
              .formatted(source.description(), settings.exits(), config.layers()));
    }
    SortedTensors.check(config, source);
    this.network = new Llama(config, backend, source, config.contextLength());
    this.head = DraftHead.of(new Target("sd2", network), source, vocabulary);
    this.settings = settings;
    NamedTensor gain =
        new WeightLoader(backend, source).tensor(LlamaTensors.FINAL_NORM + ".weight");
    float[] values = gain.tensor().toFloats();
    this.finalNorm = new NamedTensor(gain.name(), HostTensor.of(values, values.length));
  }

  /// Loads a Hugging Face directory, or a weight file with its `config.json` beside it, and the
  /// exits of [SortedSettings#FILE] if there is one. Closes what it opened.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it
  public static SortedDraft open(Path directoryOrFile, Backend backend) {
    return open(directoryOrFile, backend, VocabularyChoice.WHOLE);
  }

  /// The same with the tokens of the draft's vocabulary file, if there is one.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it
  public static SortedDraft open(
      Path directoryOrFile, Backend backend, VocabularyChoice vocabulary) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      Path directory = checkpoint.directory();
      ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
      SortedSettings settings = SortedSettings.read(directory, config.layers());
      checkpoint.requireFinite();
      TensorSource source = PrefixedTensors.within(checkpoint, "module.");
      DraftVocabulary proposed =
          VocabularyFile.vocabulary(directoryOrFile, vocabulary, config.vocabularySize());
      return new SortedDraft(config, backend, source, settings, proposed);
    }
  }

  /// What to normalise the output of each exit with: the final norm with its gain divided by the
  /// exit's temperature, so that the head yields logits that are divided by it already.
  ///
  /// @param temperatures one per exit, or empty for 1
  List<RmsNorm> norms(List<Double> temperatures) {
    List<RmsNorm> norms = new ArrayList<>();
    for (int exit = 0; exit < exits(); exit++) {
      norms.add(norm(temperatures.isEmpty() ? 1 : temperatures.get(exit)));
    }
    return norms;
  }

  private RmsNorm norm(double temperature) {
    float[] gain = finalNorm.tensor().toFloats();
    for (int i = 0; i < gain.length; i++) {
      gain[i] = (float) (gain[i] / temperature);
    }
    NamedTensor scaled = new NamedTensor(finalNorm.name(), HostTensor.of(gain, gain.length));
    Backend backend = network.backend();
    return new RmsNorm(backend, backend.gainWeight(scaled), network.config().normEpsilon());
  }

  public Llama network() {
    return network;
  }

  /// The output head and the tokens that it scores.
  DraftHead head() {
    return head;
  }

  public SortedSettings settings() {
    return settings;
  }

  /// Number of exits.
  public int exits() {
    return settings.exits().size();
  }

  /// Number of layers before an exit, which is counted from 0; 0 for the exit -1.
  int depth(int exit) {
    return exit < 0 ? 0 : settings.exits().get(exit);
  }
}
