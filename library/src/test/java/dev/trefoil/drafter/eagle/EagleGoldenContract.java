package dev.trefoil.drafter.eagle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.DrawNumbers;
import dev.trefoil.decoding.DrawnTable;
import dev.trefoil.decoding.GivenSequence;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every recorded EAGLE draft is reproduced in f32: hidden states, logits, and the trees of
/// consecutive calls. A backend passes by subclassing this.
public abstract class EagleGoldenContract {
  /// The recorded trees that hold a node without its parent, with which its score ties: the
  /// original hangs it under another node. Here the parent stays and the node goes.
  private static final Set<String> TIED = Set.of("gqa config4.call0", "gqa config5.call0");

  /// An f32 backend; the test closes it.
  protected abstract Backend open();

  private interface Check {
    void run(EagleCase recorded);
  }

  @TestFactory
  Stream<DynamicContainer> everyRecordedNetworkIsReproduced() {
    return Stream.of(EagleVersion.values())
        .flatMap(
            version ->
                cases(version)
                    .map(
                        directory ->
                            DynamicContainer.dynamicContainer(
                                name(version, directory),
                                Stream.of(
                                    test("at once", directory, version, this::atOnce),
                                    test("in chunks", directory, version, this::inChunks)))));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedTableIsReproduced() {
    return cases(EagleVersion.EAGLE1)
        .map(
            directory ->
                test(
                    name(EagleVersion.EAGLE1, directory),
                    directory,
                    EagleVersion.EAGLE1,
                    this::tables));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedDrawnTableIsReproduced() {
    return cases(EagleVersion.EAGLE1)
        .map(
            directory ->
                test(
                    name(EagleVersion.EAGLE1, directory),
                    directory,
                    EagleVersion.EAGLE1,
                    this::drawnTable));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedChainIsReproduced() {
    return cases(EagleVersion.EAGLE1)
        .map(
            directory ->
                test(
                    name(EagleVersion.EAGLE1, directory),
                    directory,
                    EagleVersion.EAGLE1,
                    this::chain));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedTreeIsReproduced() {
    return Stream.of(EagleVersion.EAGLE2, EagleVersion.EAGLE3)
        .flatMap(
            version ->
                cases(version)
                    .map(
                        directory ->
                            test(name(version, directory), directory, version, this::trees)));
  }

  private static Stream<Path> cases(EagleVersion version) {
    List<Path> cases = Golden.cases(version.name().toLowerCase(Locale.ROOT));
    assertThat(cases).isNotEmpty();
    return cases.stream();
  }

  private static String name(EagleVersion version, Path directory) {
    return version + " " + directory.getFileName();
  }

  private DynamicTest test(String name, Path directory, EagleVersion version, Check check) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (Backend backend = open();
              EagleCase recorded = new EagleCase(directory, backend, version)) {
            check.run(recorded);
          }
        });
  }

  private void atOnce(EagleCase recorded) {
    for (int batch = 0; batch < recorded.tensor("full.ids").rows(); batch++) {
      int[] ids = recorded.ints("full.ids", batch);
      try (KvCache cache = recorded.newCache()) {
        recorded.backend.beginStep();
        Matrix hidden =
            recorded.forward(cache, recorded.matrix("full.features", batch), ids, 0, ids.length);
        recorded.compare("full.hidden", batch, 0, hidden);
        String logits = recorded.has("full.logits") ? "full.logits" : "full.draft_logits";
        recorded.compare(logits, batch, 0, recorded.network.logits(hidden));
        if (recorded.network instanceof Eagle3Network network) {
          Matrix features = recorded.matrix("full.features", batch);
          recorded.compare("full.fused", batch, 0, network.fuse(features));
        }
        if (recorded.has("recursive.hidden")) {
          Matrix again = recorded.forward(cache, hidden, ids, 0, ids.length);
          recorded.compare("recursive.hidden", batch, 0, again);
        }
      }
    }
  }

  private void inChunks(EagleCase recorded) {
    int[] ids = recorded.ints("full.ids", 0);
    int[] ends = {5, 6, 9, ids.length};
    recorded.backend.beginStep();
    Matrix features = recorded.matrix("full.features", 0);
    try (KvCache cache = recorded.newCache()) {
      int start = 0;
      for (int end : ends) {
        recorded.compare(
            "full.hidden", 0, start, recorded.forward(cache, features, ids, start, end));
        start = end;
      }
    }
  }

  /// All eleven rows of ten tokens: the published tree with ten children below every parent.
  private void tables(EagleCase recorded) {
    TreeRule rule =
        new TreeRule.Static(
            StaticTree.parse(
                "root:10 0:10 1:10 2:10 3:10 0.0:10 0.1:10 0.2:10 1.0:10 0.0.0:10 0.0.0.0:10"));
    propose(
        recorded,
        new EagleConfig(EagleVersion.EAGLE1, rule),
        "draft",
        (tree, call) -> {
          int[] expected = recorded.ints("draft" + call + ".tokens");
          assertThat(tokens(tree)).as("call %d", call).endsWith(expected);
          assertThat(tree.size()).isEqualTo(1 + expected.length);
        });
  }

  /// Drawn from the inputs of the first call.
  private void drawnTable(EagleCase recorded) {
    DrawnTable table = new DrawnTable(name -> recorded.tensor("sample." + name));
    DrawNumbers numbers = table.numbers(DrawnTable.WHOLE.tree());
    double temperature = recorded.settings.get("sample_temperature").doubleValue();
    EagleConfig config = new EagleConfig(EagleVersion.EAGLE1, DrawnTable.WHOLE);
    int[] prompt = recorded.ints("draft0.sequence");
    try (EagleDrafter drafter = new EagleDrafter(config, recorded.network, recorded.target);
        GivenSequence given =
            new GivenSequence(
                recorded.target,
                prompt,
                60,
                config.budget(),
                SamplingOptions.atTemperature(temperature, 0),
                numbers)) {
      recorded.backend.beginStep();
      drafter.observePrompt(
          given.sequence(), 0, prompt.length - 1, recorded.output("draft0.features"));
      drafter.propose(List.of(given.sequence()));
      table.check(given.sequence().tree());
      assertThat(numbers.usedUp()).isTrue();
      assertThat(drafter.proposesByChance()).isTrue();
    }
  }

  private void chain(EagleCase recorded) {
    int[] expected = recorded.ints("chain_generate");
    int known = 1 + recorded.ints("full.ids", 0).length;
    TreeRule rule =
        new TreeRule.Static(StaticTree.parse("root:1 0:1 0.0:1 0.0.0:1 0.0.0.0:1 0.0.0.0.0:1"));
    EagleConfig config = new EagleConfig(EagleVersion.EAGLE1, rule);
    try (EagleDrafter drafter = new EagleDrafter(config, recorded.network, recorded.target);
        GivenSequence given =
            new GivenSequence(
                recorded.target, Arrays.copyOf(expected, known), 40, config.budget())) {
      recorded.backend.beginStep();
      Matrix features = recorded.matrix("full.features", 0);
      drafter.observePrompt(
          given.sequence(), 0, features.rows(), new ForwardOutput(features, List.of()));
      drafter.propose(List.of(given.sequence()));
      int[] drafted = tokens(given.sequence().tree());
      int[] rest = Arrays.copyOfRange(expected, known, expected.length);
      assertThat(Arrays.copyOfRange(drafted, 1, 1 + rest.length)).isEqualTo(rest);
    }
  }

  private void trees(EagleCase recorded) {
    JsonNode configurations = recorded.settings.get("configurations");
    for (int j = 0; j < configurations.size(); j++) {
      JsonNode sizes = configurations.get(j);
      TreeRule rule =
          new TreeRule.Beam(
              sizes.get("total_token").intValue(),
              sizes.get("depth").intValue(),
              sizes.get("top_k").intValue());
      String prefix = "config" + j + ".call";
      propose(
          recorded,
          new EagleConfig(EagleVersion.EAGLE2, rule),
          "call",
          (tree, call) -> compareTree(recorded, prefix + call, tree));
    }
  }

  private static void compareTree(EagleCase recorded, String name, TokenTree tree) {
    int[] tokens = recorded.ints(name + ".draft_tokens");
    int[] mask = recorded.ints(name + ".tree_mask");
    if (TIED.contains(recorded.name + " " + name)) {
      Set<List<Integer>> expected = paths(tokens, mask);
      Set<List<Integer>> actual = paths(tokens(tree), mask(tree));
      Set<List<Integer>> shared = new HashSet<>(expected);
      shared.retainAll(actual);
      assertThat(shared).as(name).hasSize(tokens.length - 1);
      assertThat(actual).hasSameSizeAs(expected);
      return;
    }
    assertThat(tokens(tree)).as(name).isEqualTo(tokens);
    assertThat(mask(tree)).as(name).isEqualTo(mask);
    assertThat(IntStream.range(0, tree.size()).map(tree::depth).toArray())
        .isEqualTo(recorded.ints(name + ".position_ids"));
  }

  /// The tokens that each node sees.
  private static Set<List<Integer>> paths(int[] tokens, int[] mask) {
    Set<List<Integer>> paths = new HashSet<>();
    for (int node = 0; node < tokens.length; node++) {
      int row = node * tokens.length;
      paths.add(
          IntStream.range(0, tokens.length)
              .filter(seen -> mask[row + seen] == 1)
              .mapToObj(seen -> tokens[seen])
              .toList());
    }
    return paths;
  }

  /// Consecutive calls of one sequence, as in decoding.
  private static void propose(
      EagleCase recorded, EagleConfig config, String prefix, ObjIntConsumer<TokenTree> check) {
    int[] prompt = recorded.ints(prefix + "0.sequence");
    try (EagleDrafter drafter = new EagleDrafter(config, recorded.network, recorded.target);
        GivenSequence given = new GivenSequence(recorded.target, prompt, 60, config.budget())) {
      int calls = 0;
      while (recorded.has(prefix + calls + ".sequence")) {
        recorded.backend.beginStep();
        String features = prefix + calls + ".features";
        if (calls == 0) {
          drafter.observePrompt(given.sequence(), 0, prompt.length - 1, recorded.output(features));
        } else {
          int[] all = recorded.ints(prefix + calls + ".sequence");
          int[] fresh = Arrays.copyOfRange(all, given.sequence().length(), all.length);
          drafter.observe(
              List.of(given.sequence()), given.accept(fresh, recorded.output(features)));
        }
        drafter.propose(List.of(given.sequence()));
        check.accept(given.sequence().tree(), calls++);
      }
      assertThat(calls).isGreaterThan(1);
    }
  }

  private static int[] tokens(TokenTree tree) {
    return IntStream.range(0, tree.size()).map(tree::token).toArray();
  }

  /// Row by row, 1 where a node sees another.
  private static int[] mask(TokenTree tree) {
    int[] mask = new int[tree.size() * tree.size()];
    for (int node = 0; node < tree.size(); node++) {
      for (int at = node; at >= 0; at = tree.parent(at)) {
        mask[node * tree.size() + at] = 1;
      }
    }
    return mask;
  }
}
