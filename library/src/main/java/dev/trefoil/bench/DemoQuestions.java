package dev.trefoil.bench;

import dev.trefoil.bench.specbench.Question;
import java.util.List;

/// A dozen prompts in the six categories of Spec-Bench, short enough for the embedded model.
public final class DemoQuestions {
  private static final String BAKERY =
      "The bakery on Mill Street opens at six in the morning. It sells rye bread, oat cakes and"
          + " apple pies. On Sundays the bakery on Mill Street is closed. The owner of the bakery,"
          + " Mrs. Hale, learned to bake from her grandfather, who ran a mill by the river.";
  private static final String BRIDGE =
      "The old stone bridge was built in 1742 to carry carts over the river. A flood damaged the"
          + " old stone bridge in 1903, and it was closed for two years. Today the bridge carries"
          + " only walkers and cyclists, and a new steel bridge carries the cars.";

  private DemoQuestions() {}

  /// The prompts, two of each category.
  public static List<Question> all() {
    return List.of(
        question(1, "conversation", "Give me three tips for staying healthy during a long winter."),
        question(
            2,
            "conversation",
            "Write a python function that returns the sum of the even numbers in a list."),
        question(
            3,
            "rewriting",
            "Rewrite this sentence in the past tense: The children walk to the lake, feed the"
                + " ducks, and walk home before the rain starts."),
        question(
            4,
            "rewriting",
            "Correct the grammar of this text and write it again: \"" + swapped() + "\""),
        question(5, "summary", "Summarize the following text.\n\n" + BRIDGE),
        question(6, "summary", "Summarize the following text.\n\n" + BAKERY),
        question(7, "question", "Can a penguin fly across the ocean?\nThink step by step."),
        question(
            8,
            "question",
            "\"A candle gives light because the wax is cold.\"\nIs the above claim true?\nOptions:\n"
                + "- yes\n- no\nThink step by step."),
        question(
            9,
            "arithmetic",
            "Nora has 12 pencils. She buys 3 boxes with 8 pencils in each box and gives 6 pencils"
                + " to her brother. How many pencils does Nora have now?"),
        question(
            10,
            "arithmetic",
            "A train has 5 cars. Each car has 40 seats. 130 seats are taken. How many seats are"
                + " free?"),
        question(
            11, "retrieval", BAKERY + "\n\nFrom whom did the owner of the bakery learn to bake?"),
        question(
            12,
            "retrieval",
            BRIDGE
                + "\n\nWhich sentence of the passage says when the bridge was built? Repeat it."));
  }

  private static Question question(int id, String category, String text) {
    return new Question(id, category, List.of(text));
  }

  private static String swapped() {
    return "My brother have two dog and they likes to run in the park. Every morning he take the"
        + " two dog to the park, and every evening he take they home.";
  }
}
