package dev.trefoil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The model that comes with Trefoil, with all that it brings.
class EmbeddedModelTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final long MOST_BYTES = 96_000_000;

  @BeforeEach
  void setHome() {
    System.setProperty("trefoil.home", ROOT.toString());
  }

  @AfterEach
  void clearHome() {
    System.clearProperty("trefoil.home");
  }

  private static List<String> allMethods() {
    return Arrays.stream(Method.values()).map(Method::label).toList();
  }

  @Test
  void theDemoShowsEveryMethodAndAllAnswersAreTheSame() {
    CommandRun run = CommandRun.of("demo", "--quick", "--max-new-tokens", "32", "--json");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    List<String> shown = new ArrayList<>();
    for (JsonNode method : JsonMapper.builder().build().readTree(run.out()).get("methods")) {
      shown.add(method.get("method").asString());
      assertThat(method.get("identical").asBoolean()).isTrue();
    }
    assertThat(shown).containsExactlyElementsOf(allMethods());
  }

  @Test
  void trainedDraftsAreAccepted() {
    CommandRun run =
        CommandRun.of("demo", "--quick", "--budget", "paper", "--max-new-tokens", "32", "--json");
    for (JsonNode method : JsonMapper.builder().build().readTree(run.out()).get("methods")) {
      String name = method.get("method").asString();
      if (Method.parse(name).wantsDraft()) {
        assertThat(method.get("mean_accepted_tokens").doubleValue()).as(name).isGreaterThan(1.3);
      }
    }
  }

  @Test
  void everyPartSaysWhereItComesFromAndTheWholeStaysSmall() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(ROOT.resolve("models/demo"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
        if (file.toString().endsWith(".safetensors")) {
          assertThat(file.resolveSibling("PROVENANCE.md")).exists();
        }
      }
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void whatTheCommandLineNamesComesFirst() {
    Path own = Path.of("other.store");
    MethodOptions given = MethodOptions.NONE.with(own);
    assertThat(EmbeddedDrafts.complete("demo", given).datastore()).isEqualTo(own);
    assertThat(EmbeddedDrafts.complete("elsewhere", given)).isEqualTo(given);
  }
}
