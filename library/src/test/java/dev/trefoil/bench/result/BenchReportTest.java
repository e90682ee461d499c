package dev.trefoil.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.bench.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private static MethodResult method(boolean baseline) {
    Map<String, CategoryResult> categories = new LinkedHashMap<>();
    categories.put("z", new CategoryResult(1, 1, Interval.unknown(), 1, 5, 1));
    categories.put("a", new CategoryResult(2, 2, new Interval(1, 3), Double.NaN, 5, 1));
    return new MethodResult(
        "m",
        baseline,
        false,
        false,
        10,
        1,
        new Interval(0.9, 1.1),
        1.5,
        4,
        7,
        11,
        false,
        new Difference(81, 1, 3),
        categories,
        new TimeSplit(1, 2, 3, 4),
        List.of(new DepthAcceptance(1, 7, 3)));
  }

  private static BenchReport report(List<MethodResult> methods) {
    return new BenchReport(
        new Machine("c", 2, "o", "j"),
        "model",
        "bf16",
        42,
        "trefoil bench",
        6,
        1,
        64,
        3,
        0,
        List.of(new StepCost(1, 2.5)),
        methods,
        new TreeExample("m", 81, 0, "x", List.of(new TreeNode(" a", -1, true)), "b"));
  }

  @Test
  void aReportIsReadBackAsItWasWritten() {
    BenchReport report = report(List.of(method(true)));
    BenchReport read = JSON.readValue(JSON.writeValueAsString(report), BenchReport.class);
    assertThat(read).isEqualTo(report);
    assertThat(read.methods().getFirst().perCategory().keySet()).containsExactly("z", "a");
  }

  @Test
  void theJsonHasTheNamesOfTheContract() {
    JsonNode report = JSON.valueToTree(report(List.of(method(true))));
    assertThat(report.propertyNames()).contains("machine", "model", "dtype", "seed", "methods");
    JsonNode method = report.get("methods").get(0);
    assertThat(method.propertyNames())
        .contains(
            "method",
            "tokens_per_second",
            "speedup",
            "mean_accepted_tokens",
            "steps",
            "new_tokens",
            "identical",
            "per_category",
            "time");
    assertThat(method.get("time").propertyNames())
        .containsExactlyInAnyOrder("prefill_ms", "draft_ms", "verify_ms", "commit_ms");
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> report(List.of(method(false), method(true))))
        .hasMessageContaining("comes first");
    assertThatThrownBy(() -> new Interval(2, 1)).hasMessageContaining("from 2.0 to 1.0");
    assertThatThrownBy(() -> new DepthAcceptance(1, 3, 4)).hasMessageContaining("4 steps accepted");
    assertThatThrownBy(() -> new StepCost(0, 1)).hasMessageContaining("rows is 0");
    assertThatThrownBy(() -> new StepCost(1, Double.POSITIVE_INFINITY))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> JSON.readValue("{\"model\": \"x\"}", BenchReport.class))
        .hasMessageContaining("machine is missing");
  }

  @Test
  void acceptedNodesAreOnePathFromTheRoot() {
    TreeNode root = new TreeNode("r", -1, true);
    assertThatThrownBy(() -> tree(new TreeNode("r", -1, false))).hasMessageContaining("root");
    assertThatThrownBy(() -> tree(root, new TreeNode("a", 1, false)))
        .hasMessageContaining("node 1 has parent 1");
    assertThatThrownBy(() -> tree(root, new TreeNode("a", 0, false), new TreeNode("b", 1, true)))
        .hasMessageContaining("node 2");
    assertThatThrownBy(() -> tree(root, new TreeNode("a", 0, true), new TreeNode("b", 0, true)))
        .hasMessageContaining("one path");
  }

  private static TreeExample tree(TreeNode... nodes) {
    return new TreeExample("m", 1, 0, "", List.of(nodes), "");
  }
}
