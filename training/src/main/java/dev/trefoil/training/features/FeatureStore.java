package dev.trefoil.training.features;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.training.data.Checksum;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.PreparedShard;
import dev.trefoil.training.shards.ShardEntry;
import dev.trefoil.training.shards.ShardException;
import dev.trefoil.training.shards.ShardManifest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Hidden states that `trefoil data features` wrote, mapped into memory.
public final class FeatureStore implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Where the states of a conversation are.
  private record Place(Checkpoint shard, long firstRow) {}

  private final Path directory;
  private final ShardManifest manifest;
  private final List<Checkpoint> shards = new ArrayList<>();
  private final List<Place> places = new ArrayList<>(); // by conversation

  private FeatureStore(Path directory, ShardManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /// Whether a directory holds hidden states.
  public static boolean isAt(Path directory) {
    return ShardManifest.find(directory)
        .filter(manifest -> manifest.kind().equals(FeatureJob.KIND))
        .isPresent();
  }

  /// Opens a directory that is complete.
  ///
  /// @param model fingerprint of the model whose states are wanted
  /// @throws ShardException when they are not all there, or another model's
  public static FeatureStore open(Path directory, String model) {
    ShardManifest manifest =
        ShardManifest.find(directory)
            .orElseThrow(() -> new ShardException(directory + ": holds no manifest.json"));
    if (!manifest.kind().equals(FeatureJob.KIND) || !manifest.complete()) {
      throw new ShardException(
          directory + ": is not finished; run 'trefoil data features' with the same options again");
    }
    if (!manifest.setting("model").equals(model)) {
      throw new ShardException(
          "%s: holds states of the model %s, but the target is %s; compute them again with 'trefoil data features'"
              .formatted(directory, manifest.setting("model"), model));
    }
    FeatureStore store = new FeatureStore(directory, manifest);
    try {
      for (ShardEntry entry : manifest.shards()) {
        store.map(directory.resolve(entry.file()));
      }
      return store;
    } catch (RuntimeException | Error failure) {
      store.close();
      throw failure;
    }
  }

  private void map(Path file) {
    Checkpoint shard = Checkpoint.open(file);
    shards.add(shard);
    HostTensor offsets = tensor(shard, PreparedShard.OFFSETS);
    for (int i = 0; i + 1 < offsets.elements(); i++) {
      places.add(new Place(shard, offsets.getLong(i)));
    }
  }

  private static HostTensor tensor(Checkpoint shard, String name) {
    HostTensor tensor = shard.find(name);
    if (tensor == null) {
      throw new ShardException(
          "%s: has no tensor %s but %s; write it with --layers of 'trefoil data features'"
              .formatted(shard.description(), name, shard.names()));
    }
    return tensor;
  }

  /// Changes with the states, the data and how they were encoded.
  public String fingerprint() {
    return Checksum.sha256(manifest.kind(), manifest.settings().toString());
  }

  /// Hands on every conversation, in the order of their numbers.
  public void forEach(Consumer<EncodedConversation> consumer) {
    for (ShardEntry entry : manifest.shards()) {
      PreparedShard.read(directory.resolve(entry.file()), consumer);
    }
  }

  /// Copies the first rows of a conversation's states.
  ///
  /// @param tensor of [FeatureLayers#tensorNames()]
  /// @param conversation its number
  /// @param target receives `rows` rows from entry `at` on
  public void read(String tensor, int conversation, int rows, float[] target, int at) {
    Place place = places.get(conversation);
    HostTensor states = tensor(place.shard(), tensor);
    int columns = states.columns();
    MemorySegment data = states.data();
    long first = place.firstRow() * columns;
    int count = rows * columns;
    if (states.type() == DataType.F32) {
      MemorySegment.copy(data, F32, first * F32.byteSize(), target, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[at + i] = Float.intBitsToFloat(data.get(BF16, (first + i) * BF16.byteSize()) << 16);
    }
  }

  @Override
  public void close() {
    shards.forEach(Checkpoint::close);
    shards.clear();
    places.clear();
  }
}
