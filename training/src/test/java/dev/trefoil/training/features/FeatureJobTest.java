package dev.trefoil.training.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.BFloat16;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.engine.EngineOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.KvCache;
import dev.trefoil.testing.TinyModelDirectory;
import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.data.PreparedData;
import dev.trefoil.training.data.PreparedShard;
import dev.trefoil.training.prepare.PrepareJob;
import dev.trefoil.training.prepare.PrepareListener;
import dev.trefoil.training.prepare.PrepareOptions;
import dev.trefoil.training.shards.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureJobTest {
  private static final int CONTEXT = 400;
  private static final int HIDDEN = 32;

  @TempDir private Path folder;
  private Path directory;
  private LoadedModel model;
  private String fingerprint;

  @BeforeEach
  void prepare() throws IOException {
    directory = TinyModelDirectory.create(folder.resolve("model"), 8192, CONTEXT, 0.25);
    fingerprint = ModelFingerprint.of(directory);
    model = LoadedModel.load(directory, new EngineOptions(Precision.F32, 1, 1));
    prepare("prepared", CONTEXT);
  }

  private void prepare(String name, int context) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String text = "word %d ".formatted(i).repeat(i == 4 ? 200 : 1 + i); // one longer than a chunk
      lines.add(
          "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"%s\"}]}"
              .formatted(text));
    }
    Path data = Files.write(folder.resolve("data.jsonl"), lines);
    PrepareOptions options =
        new PrepareOptions(
            List.of(data),
            folder.resolve(name),
            context,
            LossScope.ASSISTANT,
            DefectPolicy.MEND,
            Overlong.CUT,
            null,
            100,
            false);
    new PrepareJob(
            options, model.tokenizer(), model.chatTemplate(), PrepareListener.SILENT, () -> false)
        .run();
  }

  @AfterEach
  void close() {
    model.close();
  }

  private FeatureJob job(String out, String layers, DataType store, BooleanSupplier cancelled) {
    return job("prepared", out, layers, store, cancelled, Long.MAX_VALUE);
  }

  private FeatureJob job(
      String data,
      String out,
      String layers,
      DataType store,
      BooleanSupplier cancelled,
      long freeBytes) {
    FeatureOptions options =
        new FeatureOptions(
            folder.resolve(data),
            folder.resolve(out),
            FeatureLayers.parse(layers, 2),
            store,
            20_000,
            false);
    return new FeatureJob(
        model, fingerprint, options, FeatureListener.SILENT, cancelled, () -> freeBytes);
  }

  private List<Path> shards(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      return files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  private static HostTensor tensor(Checkpoint shard, String name) {
    return Objects.requireNonNull(shard.find(name), name);
  }

  @Test
  void everyRowIsThatOfOneForwardPass() throws IOException {
    FeatureReport report = job("out", "pre-norm,post-norm,0,1", DataType.F32, () -> false).run();
    assertThat(report.tensors())
        .containsExactly(
            "hidden_state_layer_0", "hidden_state_layer_1", "hidden_state_onnorm", "hidden_state");
    assertThat(report.shards()).isGreaterThan(3);
    List<int[]> conversations = new ArrayList<>();
    PreparedData.open(folder.resolve("prepared")).forEach(one -> conversations.add(one.ids()));
    int checked = 0;
    for (Path file : shards("out")) {
      try (Checkpoint shard = Checkpoint.open(file)) {
        HostTensor offsets = tensor(shard, PreparedShard.OFFSETS);
        for (int c = 0; c + 1 < offsets.elements(); c++) {
          long first = offsets.getLong(c);
          checkRows(conversations.get(checked++), shard, Math.toIntExact(first));
        }
      }
    }
    assertThat(checked).isEqualTo(conversations.size()).isEqualTo(9);
    assertThat(report.tokens())
        .isEqualTo(conversations.stream().mapToLong(ids -> ids.length).sum());
  }

  private void checkRows(int[] ids, Checkpoint shard, int first) {
    Backend backend = model.target().backend();
    RowLayout layout = new RowLayout();
    try (KvCache cache = model.target().newCache(ids.length)) {
      layout.beginSegment(cache.store(), 0);
      for (int i = 0; i < ids.length; i++) {
        layout.addCausalRow(i);
        assertThat(tensor(shard, PreparedShard.IDS).getLong(first + i)).isEqualTo(ids[i]);
      }
      backend.beginStep();
      FeatureTaps taps = new FeatureTaps(List.of(0, 1, 2));
      ForwardOutput output = model.target().network().forward(ids, layout, taps);
      for (int i = 0; i < ids.length; i++) {
        assertRow(output.taps().get(0), i, tensor(shard, "hidden_state_layer_0"), first);
        assertRow(output.taps().get(1), i, tensor(shard, "hidden_state_layer_1"), first);
        assertRow(output.taps().get(2), i, tensor(shard, "hidden_state_onnorm"), first);
        assertRow(output.finalNorm(), i, tensor(shard, "hidden_state"), first);
      }
    }
  }

  private void assertRow(Matrix expected, int row, HostTensor stored, int first) {
    float[] values = new float[HIDDEN];
    model.target().backend().read(expected, row, values);
    float[] found = new float[HIDDEN];
    stored.copyRow((long) (first + row) * HIDDEN, HIDDEN, found, 0);
    assertThat(found).isEqualTo(values);
  }

  @Test
  void bf16IsTheRoundedF32() throws IOException {
    job("wide", "eagle3,post-norm", DataType.F32, () -> false).run();
    job("narrow", "eagle3,post-norm", DataType.BF16, () -> false).run();
    List<Float> wide = new ArrayList<>();
    List<Float> narrow = new ArrayList<>();
    collect("wide", wide);
    collect("narrow", narrow);
    assertThat(narrow).hasSameSizeAs(wide).isNotEmpty();
    for (int i = 0; i < wide.size(); i++) {
      assertThat(narrow.get(i)).isEqualTo(BFloat16.toFloat(BFloat16.fromFloat(wide.get(i))));
    }
  }

  private void collect(String out, List<Float> values) throws IOException {
    for (Path file : shards(out)) {
      try (Checkpoint shard = Checkpoint.open(file)) {
        for (float value : tensor(shard, "hidden_state").toFloats()) {
          values.add(value);
        }
      }
    }
  }

  private Map<String, String> content(String out) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.filter(f -> !f.endsWith(".lock")).toList()) {
        content.put(
            String.valueOf(file.getFileName()), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  @Test
  void aRunThatIsKilledAnywhereContinuesToTheSameBytes() throws IOException {
    job("whole", "pre-norm", DataType.BF16, () -> false).run();
    for (int killedAfter = 0; killedAfter < 9; killedAfter += 2) {
      AtomicInteger asked = new AtomicInteger();
      int limit = killedAfter;
      FeatureJob killed =
          job("killed", "pre-norm", DataType.BF16, () -> asked.incrementAndGet() > limit);
      try {
        killed.run();
      } catch (CancellationException expected) {
        assertThat(expected).hasMessageContaining("the same command continues");
      }
    }
    FeatureReport report = job("killed", "pre-norm", DataType.BF16, () -> false).run();
    assertThat(report.keptShards()).isPositive();
    assertThat(content("killed")).isEqualTo(content("whole"));
  }

  @Test
  void theSizeIsKnownAndADiskWithoutRoomIsRefusedBeforeTheStart() throws IOException {
    FeatureJob fits = job("fits", "post-norm", DataType.F32, () -> false);
    long bytes = fits.bytes();
    FeatureJob full = job("prepared", "full", "post-norm", DataType.F32, () -> false, bytes - 1);
    assertThatThrownBy(full::run)
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("needs %,d more bytes".formatted(bytes))
        .hasMessageContaining("--store bf16");
    assertThat(shards("full")).isEmpty();
    FeatureReport report = fits.run();
    assertThat(report.bytes()).isBetween(bytes, bytes + 1000L * report.shards());
  }

  @Test
  void conversationsThatTheModelCannotReadAreRefused() throws IOException {
    prepare("long", 2 * CONTEXT);
    assertThatThrownBy(
            () -> job("long", "out", "pre-norm", DataType.F32, () -> false, 1L << 40).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("--context " + CONTEXT);
  }

  @Test
  void layersAreReadByName() {
    assertThat(FeatureLayers.parse("eagle3", 32).taps().layers()).containsExactly(2, 16, 29);
    assertThat(FeatureLayers.parse("eagle3", 6).taps().layers()).containsExactly(2, 3);
    assertThat(FeatureLayers.parse("pre-norm", 6).tensorNames())
        .containsExactly("hidden_state_onnorm");
    for (String bad : List.of("", "7", "-1", "last", "1,,2")) {
      assertThatThrownBy(() -> FeatureLayers.parse(bad, 6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("numbers from 0 to 6");
    }
  }
}
