package dev.trefoil.decoding;

import dev.trefoil.compute.Matrix;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A sound drafter that goes wrong at random calls, in every way that it can, and counts what the
/// loop has to count.
final class FaultyDrafter implements Drafter {
  /// Ways to go wrong.
  enum Mischief {
    THROWS_BEFORE,
    THROWS_AFTER,
    OPERATION_THROWS,
    OPERATION_YIELDS_NAN,
    OPERATION_YIELDS_WRONG_SHAPE,
    OPERATION_SLEEPS,
    SLEEPS,
    HIDDEN_STATES_ARE_NAN,
    HIDDEN_STATES_ARE_NARROW,
    JUNK_TOKENS,
    TOO_MANY_NODES,
    SHORT_DISTRIBUTION,
    NAN_DISTRIBUTION
  }

  private final Drafter sound;
  private final FaultyBackend backend;
  private final List<Mischief> kinds;
  private final SplittableRandom random;
  private double rate;
  private final IdentityHashMap<Sequence, Integer> faults = new IdentityHashMap<>();

  /// @param backend with which the drafter computes
  /// @param kinds how it goes wrong; those that a call does not know leave it alone
  @SuppressWarnings("MissingSummary") // the parameters say all
  FaultyDrafter(Drafter sound, FaultyBackend backend, List<Mischief> kinds, long seed) {
    this.sound = sound;
    this.backend = backend;
    this.kinds = kinds;
    this.random = new SplittableRandom(seed);
  }

  /// The share of its calls that go wrong.
  void rate(double share) {
    rate = share;
  }

  /// Faults that the loop has to count for a sequence.
  int faults(Sequence sequence) {
    return faults.getOrDefault(sequence, 0);
  }

  /// Ten seconds, unless somebody interrupts.
  static void sleep() {
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException("woken", e);
    }
  }

  @Override
  public void observePrompt(Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
    call(
        List.of(sequence),
        mischief -> sound.observePrompt(sequence, firstPosition, rows, hidden(output, mischief)));
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    call(batch, mischief -> sound.observe(batch, hidden(batch.size(), output, mischief)));
  }

  private StepOutput hidden(int sequences, StepOutput output, Mischief mischief) {
    if (!spoils(mischief)) {
      return output;
    }
    ForwardOutput hidden = hidden(output.forward(), mischief);
    int[] all = IntStream.range(0, sequences).toArray();
    StepOutput changed = new StepOutput().partOf(output, all, sequences);
    changed.verified(hidden, output.logits(), backend);
    return changed;
  }

  private ForwardOutput hidden(ForwardOutput output, Mischief mischief) {
    if (!spoils(mischief)) {
      return output;
    }
    return new ForwardOutput(
        changed(output.finalNorm(), mischief),
        output.taps().stream().map(tap -> changed(tap, mischief)).toList());
  }

  private static boolean spoils(Mischief mischief) {
    return mischief == Mischief.HIDDEN_STATES_ARE_NAN
        || mischief == Mischief.HIDDEN_STATES_ARE_NARROW;
  }

  private Matrix changed(Matrix x, Mischief mischief) {
    return mischief == Mischief.HIDDEN_STATES_ARE_NAN
        ? backend.notNumbers(x.rows(), x.columns())
        : backend.narrower(x);
  }

  @Override
  public void propose(List<Sequence> batch) {
    call(batch, mischief -> propose(batch, mischief));
    for (Sequence sequence : batch) {
      if (sequence.tree().hasFailed()) {
        faults.merge(sequence, 1, Integer::sum);
      }
    }
  }

  private void propose(List<Sequence> batch, Mischief mischief) {
    TokenTree tree = batch.getFirst().tree();
    switch (mischief) {
      case JUNK_TOKENS -> batch.forEach(sequence -> growJunk(sequence.tree()));
      case TOO_MANY_NODES -> {
        sound.propose(batch);
        while (tree.size() > 0) { // until it is refused
          tree.add(tree.size() - 1, 0);
        }
      }
      case SHORT_DISTRIBUTION -> {
        tree.childrenDrawnFrom(0, new double[] {0.5, 0.5});
        faults.replaceAll((sequence, count) -> count + (batch.contains(sequence) ? 1 : 0));
      }
      case NAN_DISTRIBUTION -> tree.childrenDrawnFrom(0, new double[] {Double.NaN, 1});
      default -> sound.propose(batch);
    }
  }

  private void growJunk(TokenTree tree) {
    for (int node = 0; tree.fits(node); node++) {
      tree.add(node, random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(-5, 40));
    }
  }

  /// A call of the sound drafter, given a way to go wrong.
  @FunctionalInterface
  private interface Call {
    void run(Mischief mischief);
  }

  private void call(List<Sequence> batch, Call call) {
    batch.forEach(sequence -> faults.putIfAbsent(sequence, 0));
    boolean wrong = random.nextDouble() < rate;
    try {
      if (wrong) {
        goWrong(call, kinds.get(random.nextInt(kinds.size())));
      } else {
        call.run(Mischief.THROWS_BEFORE); // of which the sound drafter knows nothing
      }
    } catch (Throwable thrown) {
      batch.forEach(sequence -> faults.merge(sequence, 1, Integer::sum));
      throw thrown;
    } finally {
      backend.calm();
    }
  }

  private void goWrong(Call call, Mischief mischief) {
    switch (mischief) {
      case THROWS_BEFORE -> fail();
      case SLEEPS -> sleep();
      case OPERATION_THROWS -> spoil(FaultyBackend.Mode.THROWS);
      case OPERATION_YIELDS_NAN -> spoil(FaultyBackend.Mode.NOT_NUMBERS);
      case OPERATION_YIELDS_WRONG_SHAPE -> spoil(FaultyBackend.Mode.WRONG_SHAPE);
      case OPERATION_SLEEPS -> spoil(FaultyBackend.Mode.SLEEPS);
      default -> {}
    }
    call.run(mischief);
    if (mischief == Mischief.THROWS_AFTER) {
      fail();
    }
  }

  private void spoil(FaultyBackend.Mode mode) {
    backend.goWrong(mode, random.nextInt(12), random.nextBoolean());
  }

  private void fail() {
    switch (random.nextInt(6)) {
      case 0 -> throw new IllegalStateException("broken on purpose");
      case 1 -> throw new AssertionError("broken on purpose");
      case 2 -> throw new StackOverflowError("broken on purpose");
      case 3 -> throw new NoClassDefFoundError("broken on purpose");
      case 4 -> throw new OutOfMemoryError("broken on purpose");
      default -> throw FaultyDrafter.<RuntimeException>unchecked(new Exception("on purpose"));
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // hides a checked exception
  private static <T extends Exception> T unchecked(Exception failure) throws T {
    throw (T) failure;
  }

  @Override
  public String name() {
    return "faulty " + sound.name();
  }

  @Override
  public FeatureTaps taps() {
    return sound.taps();
  }

  @Override
  public boolean proposesByChance() {
    return sound.proposesByChance();
  }

  @Override
  public void close() {
    sound.close();
  }
}
