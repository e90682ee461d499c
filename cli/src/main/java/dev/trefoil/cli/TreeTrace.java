package dev.trefoil.cli;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.text.Tokenizer;
import java.io.PrintWriter;
import java.util.List;

/// Prints the tree of each step as it is decided.
final class TreeTrace implements StepListener {
  private static final int WIDTH = 120;

  private final Tokenizer tokenizer;
  private final PrintWriter out;
  private final boolean color;
  private int step;

  TreeTrace(Tokenizer tokenizer, PrintWriter out, boolean color) {
    this.tokenizer = tokenizer;
    this.out = out;
    this.color = color;
  }

  @Override
  public void afterStep(List<Sequence> batch, StepOutput output) {
    step++;
    for (int s = 0; s < batch.size(); s++) {
      TokenTree tree = batch.get(s).tree();
      Decision decision = output.decision(s);
      out.printf(
          "step %d%s: %d proposed, %d accepted%n",
          step,
          batch.size() == 1 ? "" : ", prompt " + (s + 1) + " of the batch",
          tree.size() - 1,
          decision.count() - 1);
      draw(tree, decision).forEach(out::println);
    }
    out.flush();
  }

  private List<String> draw(TokenTree tree, Decision decision) {
    int[] parents = new int[tree.size()];
    boolean[] accepted = new boolean[tree.size()];
    for (int i = 0; i < decision.count(); i++) {
      accepted[decision.node(i)] = true;
    }
    String[] texts = new String[tree.size()];
    for (int node = 0; node < tree.size(); node++) {
      parents[node] = tree.parent(node);
      texts[node] = text(tree.token(node));
    }
    return TreeDrawing.lines(
        parents, List.of(texts), accepted, text(decision.bonusToken()), WIDTH, color);
  }

  private String text(int token) {
    if (token < 0 || token >= tokenizer.vocabularySize()) {
      return "#" + token;
    }
    String text = tokenizer.decode(new int[] {token}, 0, 1, true);
    return text.isEmpty() || text.indexOf('\uFFFD') >= 0 ? tokenizer.tokenOf(token) : text;
  }
}
