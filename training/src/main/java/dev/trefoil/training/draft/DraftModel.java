package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.torch.AdamW;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchLoss;
import dev.trefoil.torch.TorchParameter;
import dev.trefoil.training.run.Trainee.Step;
import dev.trefoil.training.run.Trainee.Validation;
import dev.trefoil.training.run.TrainingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A draft in training beside its frozen target: weights, optimiser, and what a step does to them.
///
/// Owned by the training thread, which closes it.
final class DraftModel implements AutoCloseable {
  private static final long STEP_STRIDE = 0x9E37_79B9_7F4A_7C15L;

  private final DraftOptions options;
  private final DraftInputs inputs;
  private final DraftFiles files;
  private final TorchBackend backend;
  private final FrozenTarget target;
  private final TrainableDraft draft;
  private final List<TorchParameter> trained;
  private final AdamW optimiser;

  /// @param weights of the draft, with the names of `files`; may be closed afterwards
  @SuppressWarnings("MissingSummary") // the parameter says all
  DraftModel(
      DraftRecipe recipe,
      DraftOptions options,
      DraftInputs inputs,
      DraftFiles files,
      TensorSource weights) {
    this.options = options;
    this.inputs = inputs;
    TargetModel model = inputs.target();
    this.files = files;
    this.backend = TorchBackend.open(options.device(), options.precision(), false);
    try {
      ModelConfig config = model.config();
      Llama network = new Llama(config, backend, model.weights(), config.contextLength());
      this.target =
          new FrozenTarget(backend, new Target(options.targetName(), network), model.weights());
      int frozen = backend.parameters().size();
      backend.makeTrainable(true);
      this.draft = recipe.open(target, weights);
      backend.makeTrainable(false);
      this.trained = trained(backend.parameters().subList(frozen, backend.parameters().size()));
      this.optimiser = new AdamW(trained, options.optimisation().adamW());
    } catch (RuntimeException | Error failure) {
      backend.close();
      throw failure;
    }
  }

  /// Freezes what is not the draft's to change.
  private List<TorchParameter> trained(List<TorchParameter> made) {
    List<TorchParameter> mine = new ArrayList<>();
    for (TorchParameter parameter : made) {
      boolean ours =
          parameter.parts().stream().map(TorchParameter.Part::name).anyMatch(files::trains);
      if (ours) {
        mine.add(parameter);
      } else {
        parameter.freeze();
      }
    }
    if (mine.isEmpty()) {
      throw new TrainingException(
          "none of the draft's %d parameters has a name among its files".formatted(made.size()));
    }
    return mine;
  }

  /// Number of values that are trained.
  long parameters() {
    return trained.stream().mapToLong(TorchParameter::elements).sum();
  }

  /// One step on some batches, whose mean gradient counts. The weights stay as they are when loss
  /// or gradient is not finite.
  Step train(List<DraftBatch> batches, long step, double rate) {
    optimiser.clearGradients();
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    double loss = 0;
    int tokens = 0;
    for (int i = 0; i < batches.size(); i++) {
      loss += backward(batches.get(i), noise(step, i), 1.0 / batches.size(), values);
      tokens += batches.get(i).rows();
    }
    double limit = options.optimisation().clipNorm();
    double norm = optimiser.clipGradientNorm(limit == 0 ? Double.MAX_VALUE : limit);
    Step done = new Step(loss, norm, tokens, values);
    if (Double.isFinite(loss) && Double.isFinite(norm)) {
      optimiser.step(rate);
    }
    return done;
  }

  /// Decided by seed, step and batch alone, so that a run that is continued draws the same.
  private RandomGenerator noise(long step, int batch) {
    return new SplittableRandom((options.seed() * STEP_STRIDE + step) * STEP_STRIDE + batch);
  }

  private double backward(
      DraftBatch batch, RandomGenerator noise, double share, Map<String, Double> values) {
    backend.beginStep();
    ForwardOutput features = draft.readsTarget() ? features(batch, inputs.train()) : unread(batch);
    DraftPass pass = draft.pass(batch, features, noise);
    double[] weights = pass.terms().stream().mapToDouble(LossTerm::weight).toArray();
    try (TorchLoss total = TorchLoss.sum(losses(pass), weights)) {
      note(pass, share, values);
      total.backward(share);
      return share * total.value();
    } finally {
      losses(pass).forEach(TorchLoss::close);
    }
  }

  private static List<TorchLoss> losses(DraftPass pass) {
    return pass.terms().stream().map(LossTerm::loss).toList();
  }

  private static void note(DraftPass pass, double share, Map<String, Double> values) {
    for (LossTerm term : pass.terms()) {
      values.merge(term.name(), share * term.loss().value(), Double::sum);
    }
  }

  /// Rows of the right shape for a draft that does not look at them.
  private ForwardOutput unread(DraftBatch batch) {
    Llama network = target.target().network();
    return new ForwardOutput(network.embed(batch.ids(), batch.rows()), List.of());
  }

  /// Hidden states of the target, constants.
  ///
  /// @param corpus to which the batch belongs
  private ForwardOutput features(DraftBatch batch, DraftCorpus corpus) {
    StoredStates stored = corpus.states();
    if (stored != null) {
      return stored.of(backend, target.target().network(), batch, draft.taps());
    }
    @Nullable ForwardOutput[] output = new ForwardOutput[1];
    RowLayout layout = batch.layout();
    backend.withoutGradients(
        () -> output[0] = target.target().network().forward(batch.ids(), layout, draft.taps()));
    ForwardOutput features = output[0];
    if (features == null) {
      throw new IllegalStateException("the pass over the target gave nothing");
    }
    return features;
  }

  /// Loss and metrics over all batches, each counting by its tokens.
  Validation evaluate(List<DraftBatch> batches) {
    DraftMetrics metrics = new DraftMetrics(target);
    SequencedMap<String, Double> terms = new LinkedHashMap<>();
    double[] loss = new double[1];
    double tokens = batches.stream().mapToDouble(DraftBatch::rows).sum();
    backend.withoutGradients(
        () -> {
          for (DraftBatch batch : batches) {
            backend.beginStep();
            ForwardOutput features = features(batch, inputs.valid());
            DraftPass pass = draft.pass(batch, features, null);
            double share = batch.rows() / tokens;
            note(pass, share, terms);
            for (LossTerm term : pass.terms()) {
              loss[0] += share * term.weight() * term.loss().value();
              term.loss().close();
            }
            metrics.add(batch, features, pass);
          }
        });
    SequencedMap<String, Double> values = new LinkedHashMap<>(metrics.values());
    values.putAll(terms);
    return new Validation(loss[0], false, values);
  }

  /// All tensors of the draft's file with their present values.
  SequencedMap<String, HostTensor> weights() {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    trained.forEach(parameter -> parameter.exportValues(values, DataType.F32));
    return files.with(values);
  }

  Map<String, HostTensor> optimiserState() {
    return optimiser.exportState();
  }

  void restoreOptimiser(TensorSource state) {
    optimiser.importState(state);
  }

  @Override
  public void close() {
    optimiser.close();
    backend.close();
  }
}
