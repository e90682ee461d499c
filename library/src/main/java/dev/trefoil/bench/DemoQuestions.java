package dev.trefoil.bench;

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
        new Question(
            "conversation-1",
            "conversation",
            "Give me three tips for staying healthy during a long winter."),
        new Question(
            "conversation-2",
            "conversation",
            "Write a python function that returns the sum of the even numbers in a list."),
        new Question(
            "rewriting-1",
            "rewriting",
            "Rewrite this sentence in the past tense: The children walk to the lake, feed the"
                + " ducks, and walk home before the rain starts."),
        new Question(
            "rewriting-2",
            "rewriting",
            "Correct the grammar of this text and write it again: \"" + swapped() + "\""),
        new Question("summary-1", "summary", "Summarize the following text.\n\n" + BRIDGE),
        new Question("summary-2", "summary", "Summarize the following text.\n\n" + BAKERY),
        new Question(
            "question-1", "question", "Can a penguin fly across the ocean?\nThink step by step."),
        new Question(
            "question-2",
            "question",
            "\"A candle gives light because the wax is cold.\"\nIs the above claim true?\nOptions:\n"
                + "- yes\n- no\nThink step by step."),
        new Question(
            "arithmetic-1",
            "arithmetic",
            "Nora has 12 pencils. She buys 3 boxes with 8 pencils in each box and gives 6 pencils"
                + " to her brother. How many pencils does Nora have now?"),
        new Question(
            "arithmetic-2",
            "arithmetic",
            "A train has 5 cars. Each car has 40 seats. 130 seats are taken. How many seats are"
                + " free?"),
        new Question(
            "retrieval-1",
            "retrieval",
            BAKERY + "\n\nFrom whom did the owner of the bakery learn to bake?"),
        new Question(
            "retrieval-2",
            "retrieval",
            BRIDGE
                + "\n\nWhich sentence of the passage says when the bridge was built? Repeat it."));
  }

  private static String swapped() {
    return "My brother have two dog and they likes to run in the park. Every morning he take the"
        + " two dog to the park, and every evening he take they home.";
  }
}
