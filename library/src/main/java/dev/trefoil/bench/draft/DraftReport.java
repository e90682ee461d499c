package dev.trefoil.bench.draft;

import dev.trefoil.bench.Machine;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `trefoil bench engine --draft` found. Times are medians in milliseconds.
///
/// @param shape of the target: hidden, layers, heads, kvHeads, ffn, vocab
/// @param context tokens before the first measured step
/// @param acceptedProposals proposals that stand in each step, whatever the target says
/// @param seed of all random weights and tokens
public record DraftReport(
    Machine machine,
    String shape,
    String dtype,
    int threads,
    int context,
    int acceptedProposals,
    long seed,
    List<DraftCost> drafts) {
  public DraftReport {
    drafts = List.copyOf(drafts);
  }

  /// The cost of one method's proposals.
  ///
  /// @param draft its kind
  /// @param treeRows nodes of the proposed trees, root included, the mean
  /// @param headProducts products of output heads per proposal, the mean: levels of the tree
  /// @param steps measured pairs of a plain and a speculative step
  /// @param proposalMs the whole proposal
  /// @param layersMs the draft's layers over the new tokens and over the tree: products, norms,
  ///   sums
  /// @param attentionMs of these layers
  /// @param headMs output heads
  /// @param choiceMs softmax and the best tokens
  /// @param treeMs all that is no operation of the backend: above all the tree
  /// @param copyMs rows that are only moved
  /// @param plainMs a plain step of one row, arg-max included
  /// @param share median of the pairs' ratios of proposal and plain step
  /// @param weightShare entries of weight matrices that the proposal's products use, each as often
  ///   as it is used, against those of the plain step: the share if reading them were all
  /// @param targetShare what `share` should not exceed in bf16, null where nothing is set
  /// @param verifyMs the target's pass over the tree and the decision
  public record DraftCost(
      String draft,
      double treeRows,
      double headProducts,
      int steps,
      double proposalMs,
      double layersMs,
      double attentionMs,
      double headMs,
      double choiceMs,
      double treeMs,
      double copyMs,
      double plainMs,
      double share,
      double weightShare,
      @Nullable Double targetShare,
      double verifyMs) {}

  /// The report as a table for people.
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s, %d threads, context %d, %d proposals accepted per step, seed %d%n",
            shape,
            dtype,
            threads,
            context,
            acceptedProposals,
            seed));
    text.append(
        String.format(
            Locale.ROOT,
            "%-8s %5s %6s %9s %8s %9s %8s %8s %7s %7s %9s %6s %8s %7s %9s%n",
            "draft",
            "rows",
            "levels",
            "proposal",
            "layers",
            "attention",
            "head",
            "choice",
            "tree",
            "copy",
            "plain",
            "share",
            "weights",
            "target",
            "verify"));
    for (DraftCost cost : drafts) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s %5.1f %6.1f %9.3f %8.3f %9.3f %8.3f %8.3f %7.3f %7.3f %9.3f %6.2f %8.2f %7s %9.3f%n",
              cost.draft(),
              cost.treeRows(),
              cost.headProducts(),
              cost.proposalMs(),
              cost.layersMs(),
              cost.attentionMs(),
              cost.headMs(),
              cost.choiceMs(),
              cost.treeMs(),
              cost.copyMs(),
              cost.plainMs(),
              cost.share(),
              cost.weightShare(),
              cost.targetShare() == null
                  ? "-"
                  : String.format(Locale.ROOT, "%.2f", cost.targetShare()),
              cost.verifyMs()));
    }
    return text.toString();
  }
}
