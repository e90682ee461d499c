package dev.trefoil.drafter.clover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.compute.HeadGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloverFilesTest {
  @TempDir private Path directory;

  private CloverShape read(String more) throws IOException {
    Path file = directory.resolve("config.json");
    String sizes =
        """
        {"model_type": "llama", "hidden_size": 48, "num_hidden_layers": 1,
         "num_attention_heads": 6, "num_key_value_heads": 2, "intermediate_size": 80,
         "vocab_size": 31, "max_position_embeddings": 64%s}
        """
            .formatted(more);
    Files.writeString(file, sizes);
    return CloverShape.read(file);
  }

  @Test
  void aConfigThatSaysNothingOfCloverIsThePublishedOne() throws IOException {
    CloverShape shape = read("");
    assertThat(shape.heads()).isEqualTo(3);
    assertThat(shape.similarity()).isEqualTo(HeadGate.Similarity.COSINE);
    assertThat(shape.activated()).isTrue();
  }

  @Test
  void theOpenPointsCanBeDecidedOtherwise() throws IOException {
    CloverShape shape =
        read(
            """
            , "clover": {"num_heads": 4, "similarity": "scaled_dot", "activation": "none"}""");
    assertThat(shape.heads()).isEqualTo(4);
    assertThat(shape.similarity()).isEqualTo(HeadGate.Similarity.SCALED_DOT);
    assertThat(shape.activated()).isFalse();
  }

  @Test
  void anUnknownSimilarityIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> read(", \"clover\": {\"similarity\": \"euclid\"}"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("euclid")
        .hasMessageContaining("cosine, scaled_dot");
  }
}
