package dev.trefoil.training.draft;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.training.run.TrainingException;
import java.util.Map;

/// How much memory a run takes, before it takes it. A rough upper bound: weights are counted
/// exactly, activations from the sizes of the draft's matrices and the longest batch of the first
/// epoch.
///
/// @param targetBytes frozen weights in f32, and what products round of them
/// @param draftBytes trained weights, gradients, two moments
/// @param activationBytes of the longest pass
record MemoryEstimate(long targetBytes, long draftBytes, long activationBytes) {
  private static final int F32 = 4;
  private static final int TRAINED_COPIES = 4; // value, gradient, two moments
  private static final int KEPT_PER_ENTRY = 2; // of a product's inputs and outputs
  private static final double MARGIN = 1.25; // later epochs are shuffled anew
  private static final int LAYER_ROWS = 24; // rows of the hidden size that a frozen layer holds

  static MemoryEstimate of(
      DraftDefaults recipe, DraftOptions options, DraftInputs inputs, DraftFiles files) {
    long target = 0;
    for (String name : inputs.checkpoint().names()) {
      target += inputs.target().tensor(name).elements();
    }
    int rounded =
        options.precision() == Precision.F32 ? 0 : options.device() == TorchDevice.CPU ? F32 : 2;
    long draft = 0;
    long width = 0;
    for (Map.Entry<String, HostTensor> tensor : files.tensors().entrySet()) {
      if (files.trains(tensor.getKey())) {
        draft += tensor.getValue().elements();
        boolean head = tensor.getValue().rows() >= inputs.target().config().vocabularySize();
        width += head ? 0 : tensor.getValue().rows() + tensor.getValue().columns();
      }
    }
    double rows =
        MARGIN
            * ConversationCursor.longestBatch(
                inputs.train().corpus(),
                options.data().batchConversations(),
                inputs.maxTokens(),
                options.seed());
    long perRow =
        (long) KEPT_PER_ENTRY * recipe.passes() * width
            + (long) LAYER_ROWS * inputs.target().config().hiddenSize()
            + inputs.target().config().vocabularySize();
    return new MemoryEstimate(
        target * (F32 + rounded), draft * F32 * TRAINED_COPIES, (long) (rows * perRow * F32));
  }

  long bytes() {
    return targetBytes + draftBytes + activationBytes;
  }

  /// One sentence for people.
  String describe() {
    return "memory: at most about %s (target %s, draft with optimiser %s, longest pass %s)"
        .formatted(text(bytes()), text(targetBytes), text(draftBytes), text(activationBytes));
  }

  /// Refuses a run that cannot fit.
  ///
  /// @param available bytes of the device's memory
  void requireFits(long available) {
    if (available < bytes()) {
      throw new TrainingException(
          "%s, but there are %s; use a smaller --batch with --accumulate, a smaller --max-tokens or a bigger machine"
              .formatted(describe(), text(available)));
    }
  }

  private static String text(long bytes) {
    return bytes < 1 << 30
        ? "%d MB".formatted(Math.ceilDiv(bytes, 1 << 20))
        : "%.1f GB".formatted((double) bytes / (1 << 30));
  }
}
