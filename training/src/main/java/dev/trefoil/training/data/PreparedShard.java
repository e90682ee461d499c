package dev.trefoil.training.data;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.training.shards.ShardException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Encoded conversations as a safetensors file: `input_ids` (I32) and `loss_mask` (U8, 1 where a
/// token is trained) of all tokens, one conversation after the other, and `offsets` (I64), where
/// each begins and the last ends.
public final class PreparedShard {
  /// Tensor of the ids, `[tokens]`.
  public static final String IDS = "input_ids";

  /// Tensor of the marks, `[tokens]`.
  public static final String MASK = "loss_mask";

  /// Tensor of the borders, `[conversations + 1]`.
  public static final String OFFSETS = "offsets";

  private PreparedShard() {}

  /// The tensors of conversations; to be written with others or alone.
  public static Map<String, HostTensor> tensors(List<EncodedConversation> conversations) {
    int tokens = conversations.stream().mapToInt(one -> one.ids().length).sum();
    int[] ids = new int[tokens];
    byte[] mask = new byte[tokens];
    long[] offsets = new long[conversations.size() + 1];
    int at = 0;
    for (int c = 0; c < conversations.size(); c++) {
      EncodedConversation conversation = conversations.get(c);
      for (int i = 0; i < conversation.ids().length; i++) {
        ids[at] = conversation.ids()[i];
        mask[at++] = (byte) (conversation.trained()[i] ? 1 : 0);
      }
      offsets[c + 1] = at;
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put(OFFSETS, tensor(DataType.I64, offsets.length, MemorySegment.ofArray(offsets)));
    tensors.put(IDS, tensor(DataType.I32, tokens, MemorySegment.ofArray(ids)));
    tensors.put(MASK, tensor(DataType.U8, tokens, MemorySegment.ofArray(mask)));
    return tensors;
  }

  private static HostTensor tensor(DataType type, int elements, MemorySegment data) {
    return new HostTensor(type, new long[] {elements}, data);
  }

  /// Writes or replaces a file, whole or not at all.
  public static void write(Path file, List<EncodedConversation> conversations) {
    SafetensorsWriter.write(file, tensors(conversations), Map.of("format", "pt"));
  }

  /// Hands on the conversations of a file, in order.
  ///
  /// @throws RuntimeException when it is no such file
  public static void read(Path file, Consumer<EncodedConversation> consumer) {
    try (Checkpoint shard = Checkpoint.open(file)) {
      HostTensor ids = tensor(file, shard, IDS);
      HostTensor mask = tensor(file, shard, MASK);
      HostTensor offsets = tensor(file, shard, OFFSETS);
      for (int c = 0; c + 1 < offsets.elements(); c++) {
        consumer.accept(conversation(ids, mask, offsets.getLong(c), offsets.getLong(c + 1)));
      }
    }
  }

  private static HostTensor tensor(Path file, Checkpoint shard, String name) {
    HostTensor tensor = shard.find(name);
    if (tensor == null || tensor.type().isFloat()) {
      throw new ShardException(
          "%s: has no whole numbers %s; prepare the data again".formatted(file, name));
    }
    return tensor;
  }

  private static EncodedConversation conversation(
      HostTensor ids, HostTensor mask, long from, long to) {
    int[] tokens = new int[Math.toIntExact(to - from)];
    boolean[] trained = new boolean[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Math.toIntExact(ids.getLong(from + i));
      trained[i] = mask.getLong(from + i) != 0;
    }
    return new EncodedConversation(tokens, trained);
  }
}
