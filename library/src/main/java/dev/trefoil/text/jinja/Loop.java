package dev.trefoil.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The variable `loop` inside `for`.
final class Loop {
  private final List<Object> items;
  private final int depth;
  private final @Nullable Callable recursion;
  private final Budget budget;
  private int index;
  private @Nullable Object changed;

  /// @param recursion what `loop(items)` does, if the loop is recursive
  Loop(List<Object> items, int depth, @Nullable Callable recursion, Budget budget) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
    this.budget = budget;
  }

  void moveTo(int place) {
    index = place;
  }

  @Nullable Object find(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) size - index;
      case "revindex0" -> size - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" ->
          index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
      case "nextitem" ->
          index == size - 1 ? new Undefined("there is no next item") : items.get(index + 1);
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> null;
    };
  }

  private Object cycle(CallArguments arguments) {
    List<Object> choices = arguments.positional();
    if (choices.isEmpty()) {
      throw new TemplateException("loop.cycle needs at least one value");
    }
    return choices.get(index % choices.size());
  }

  private Object changed(CallArguments arguments) {
    Object now = new Tuple(arguments.positional());
    boolean different = changed == null || !Comparisons.equal(changed, now, budget);
    changed = now;
    return different;
  }

  Object call(CallArguments arguments) {
    if (recursion == null) {
      throw new TemplateException("'loop' can be called only in {% for ... recursive %}");
    }
    return recursion.call(arguments);
  }
}
