package dev.trefoil.bench.report;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.CategoryResult;
import dev.trefoil.bench.result.DepthAcceptance;
import dev.trefoil.bench.result.Difference;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.result.StepCost;
import dev.trefoil.bench.result.TimeSplit;
import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports for the tests of the page.
final class Reports {
  static final Machine MACHINE = new Machine("a processor", 2, "an OS", "25");

  private Reports() {}

  static BenchReport full() {
    return report(
        "model-a",
        0,
        List.of(new StepCost(1, 10.25), new StepCost(8, 12.5), new StepCost(64, 41)),
        List.of(
            plain(),
            control(),
            method("pld", 1.31, true),
            method("sps", 0.87, true),
            lossy("medusa", 1.9)),
        tree());
  }

  static BenchReport report(
      String model,
      double temperature,
      List<StepCost> costs,
      List<MethodResult> methods,
      @Nullable TreeExample tree) {
    return new BenchReport(
        MACHINE,
        model,
        "bf16",
        42,
        "trefoil bench",
        60,
        7,
        128,
        3,
        temperature,
        costs,
        methods,
        tree);
  }

  static MethodResult plain() {
    return result("vanilla", true, false, false, 1, Interval.unknown(), true);
  }

  static MethodResult control() {
    return result("vanilla", false, true, false, 1.004, new Interval(0.98, 1.02), true);
  }

  static MethodResult method(String name, double speedup, boolean identical) {
    return result(
        name, false, false, false, speedup, new Interval(speedup - .05, speedup + .05), identical);
  }

  static MethodResult lossy(String name, double speedup) {
    return result(
        name, false, false, true, speedup, new Interval(speedup - .05, speedup + .05), false);
  }

  /// A method of which nothing could be measured.
  static MethodResult unmeasured(String name) {
    double none = Double.NaN;
    return new MethodResult(
        name,
        false,
        false,
        false,
        none,
        none,
        Interval.unknown(),
        none,
        none,
        0,
        0,
        true,
        null,
        Map.of("qa", new CategoryResult(none, none, Interval.unknown(), none, 0, 0)),
        new TimeSplit(none, none, none, none),
        List.of(new DepthAcceptance(1, 0, 0)));
  }

  private static MethodResult result(
      String name,
      boolean baseline,
      boolean control,
      boolean lossy,
      double speedup,
      Interval interval,
      boolean identical) {
    Map<String, CategoryResult> categories = new LinkedHashMap<>();
    categories.put("qa", new CategoryResult(50 * speedup, speedup, interval, 1.7, 400, 10));
    categories.put("math_reasoning", new CategoryResult(40, speedup * 0.7, interval, 1.2, 300, 10));
    return new MethodResult(
        name,
        baseline,
        control,
        lossy,
        61.3 * speedup,
        speedup,
        interval,
        1.5,
        6.25,
        480,
        700,
        identical,
        identical ? null : new Difference(83, 0, 41),
        categories,
        new TimeSplit(920, baseline || control ? 0 : 321, 8765, 54.3),
        baseline || control
            ? List.of()
            : List.of(new DepthAcceptance(1, 900, 450), new DepthAcceptance(2, 700, 91)));
  }

  static TreeExample tree() {
    return new TreeExample(
        "pld",
        83,
        4,
        "and so on",
        List.of(
            new TreeNode(" the", -1, true),
            new TreeNode(" cat", 0, false),
            new TreeNode(" dog", 0, true),
            new TreeNode("\n", 1, false),
            new TreeNode("<b>&\"", 2, true),
            new TreeNode(" x", 4, false)),
        " barks");
  }
}
