package dev.trefoil.torch;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// AdamW with decoupled decay and bias correction (Loshchilov and Hutter, algorithm 2), in place on
/// native memory.
///
/// One training step is: [#clearGradients], one or more backward passes, [#clipGradientNorm],
/// [#step]. A step whose gradients hold a NaN or an infinity changes nothing and says so.
public final class AdamW implements AutoCloseable {
  private static final String FIRST = "adamw.first.";
  private static final String SECOND = "adamw.second.";
  private static final String STEPS = "adamw.steps";

  /// @param first running mean of the gradient
  /// @param second running mean of the squared gradient
  private record State(TorchParameter parameter, Tensor first, Tensor second) {}

  private final AdamWSettings settings;
  private final List<State> states = new ArrayList<>();
  private long steps;
  private long skipped;

  /// Optimises those of `parameters` that are trainable now.
  public AdamW(List<TorchParameter> parameters, AdamWSettings settings) {
    this.settings = settings;
    try (PointerScope _ = new PointerScope()) {
      for (TorchParameter parameter : parameters) {
        if (parameter.trainable()) {
          Tensor leaf = parameter.leaf().detach();
          Tensor first = Tensors.hold(torch.zeros_like(leaf));
          states.add(new State(parameter, first, Tensors.hold(torch.zeros_like(leaf))));
        }
      }
    }
  }

  /// Number of updates made.
  public long steps() {
    return steps;
  }

  /// Number of updates left out because of gradients that were not finite.
  public long skipped() {
    return skipped;
  }

  /// Forgets the gradients.
  public void clearGradients() {
    try (PointerScope _ = new PointerScope()) {
      for (State state : states) {
        Tensor gradient = state.parameter().leaf().grad();
        if (gradient.defined()) {
          gradient.zero_();
        }
      }
    }
  }

  /// Scales all gradients such that their common Euclidean norm is at most `maxNorm`.
  ///
  /// @return the norm before; not finite when a gradient is not, and then nothing is scaled
  public double clipGradientNorm(double maxNorm) {
    try (PointerScope _ = new PointerScope();
        Gradients _ = Gradients.off()) {
      double norm = gradientNorm();
      if (Double.isFinite(norm) && norm > maxNorm) {
        Scalar factor = new Scalar(maxNorm / (norm + 1e-6));
        for (State state : states) {
          Tensor gradient = state.parameter().leaf().grad();
          if (gradient.defined()) {
            gradient.mul_(factor);
          }
        }
      }
      return norm;
    }
  }

  private double gradientNorm() {
    TensorVector norms = new TensorVector();
    for (State state : states) {
      Tensor gradient = state.parameter().leaf().grad();
      if (gradient.defined()) {
        norms.push_back(gradient.norm());
      }
    }
    return norms.empty() ? 0 : torch.stack(norms).norm().item_double();
  }

  /// One update. Parameters that no backward pass has reached stay as they are.
  ///
  /// @return false when a gradient was not finite: nothing has changed then
  public boolean step(double learningRate) {
    try (PointerScope _ = new PointerScope();
        Gradients _ = Gradients.off()) {
      if (!Double.isFinite(gradientNorm())) {
        skipped++;
        return false;
      }
      steps++;
      for (State state : states) {
        Tensor gradient = state.parameter().leaf().grad();
        if (gradient.defined()) {
          update(state, gradient, learningRate);
        }
      }
      return true;
    }
  }

  private void update(State state, Tensor gradient, double learningRate) {
    try (PointerScope _ = new PointerScope()) {
      if (settings.clipValue() < Double.POSITIVE_INFINITY) {
        Scalar limit = new Scalar(settings.clipValue());
        Scalar negative = new Scalar(-settings.clipValue());
        gradient.clamp_(new ScalarOptional(negative), new ScalarOptional(limit));
      }
      Tensor leaf = state.parameter().leaf();
      if (settings.decay() > 0 && (settings.decayVectors() || !state.parameter().isVector())) {
        leaf.mul_(new Scalar(1 - learningRate * settings.decay()));
      }
      state.first().lerp_(gradient, new Scalar(1 - settings.beta1()));
      state.second().mul_(new Scalar(settings.beta2()));
      state.second().addcmul_(gradient, gradient, new Scalar(1 - settings.beta2()));
      double correction1 = 1 - Math.pow(settings.beta1(), (double) steps);
      double correction2 = Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps));
      Tensor deviation = state.second().sqrt();
      deviation.mul_(new Scalar(1 / correction2)).add_(new Scalar(settings.epsilon()));
      leaf.addcdiv_(state.first(), deviation, new Scalar(-learningRate / correction1));
    }
  }

  /// Copies of all that a later [#importState] needs to go on exactly as this optimiser would.
  public Map<String, HostTensor> exportState() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (State state : states) {
      state.parameter().export(state.first(), FIRST, tensors, DataType.F32);
      state.parameter().export(state.second(), SECOND, tensors, DataType.F32);
    }
    tensors.put(STEPS, stepCount());
    return tensors;
  }

  private HostTensor stepCount() {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, steps);
    return new HostTensor(DataType.I64, new long[] {1}, bytes);
  }

  /// Takes over a state that [#exportState] gave for the same parameters.
  public void importState(TensorSource source) {
    HostTensor count = source.find(STEPS);
    if (count == null || !count.hasShape(1)) {
      throw new IllegalArgumentException(
          "%s: tensor '%s' of shape [1] is missing; it is no optimiser state of this program"
              .formatted(source.description(), STEPS));
    }
    for (State state : states) {
      state.parameter().importInto(state.first(), FIRST, source);
      state.parameter().importInto(state.second(), SECOND, source);
    }
    steps = count.getLong(0);
  }

  @Override
  public void close() {
    for (State state : states) {
      state.first().close();
      state.second().close();
    }
    states.clear();
  }
}
