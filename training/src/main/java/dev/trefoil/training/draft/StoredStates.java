package dev.trefoil.training.draft;

import dev.trefoil.compute.Matrix;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.training.features.FeatureLayers;
import dev.trefoil.training.features.FeatureStore;
import java.util.ArrayList;
import java.util.List;

/// The target's hidden states from the disk instead of a pass over it.
///
/// @param store owned by whoever opened it
/// @param numbers the store's number of each conversation of a corpus
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
record StoredStates(FeatureStore store, int[] numbers) {

  /// What a pass over the target would give for a batch of the corpus.
  ForwardOutput of(TorchBackend backend, Llama network, DraftBatch batch, FeatureTaps taps) {
    List<Matrix> kept = new ArrayList<>();
    for (int tap : taps.layers()) {
      FeatureTaps one = new FeatureTaps(List.of(tap));
      FeatureLayers layer = new FeatureLayers(network.config().layers(), false, one);
      kept.add(upload(backend, network, batch, layer.tensorNames().getFirst()));
    }
    return new ForwardOutput(upload(backend, network, batch, FeatureLayers.POST_NORM), kept);
  }

  private Matrix upload(TorchBackend backend, Llama network, DraftBatch batch, String tensor) {
    int columns = network.config().hiddenSize();
    float[] values = new float[batch.rows() * columns];
    for (int text = 0; text < batch.conversations().length; text++) {
      int first = batch.starts()[text];
      int rows = batch.starts()[text + 1] - first;
      int number = numbers[batch.conversations()[text]];
      store.read(tensor, number, rows, values, first * columns);
    }
    return backend.upload(values, batch.rows(), columns);
  }
}
