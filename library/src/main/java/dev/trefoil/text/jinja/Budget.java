package dev.trefoil.text.jinja;

import java.util.List;
import java.util.Map;

/// What one rendering may use. A template that runs away ends here.
final class Budget {
  /// Evaluated nodes; a long conversation through a long template takes some ten thousand.
  static final long MOST_STEPS = 5_000_000;

  /// Nested expressions, blocks, macros and recursive loops together.
  static final int DEEPEST = 400;

  /// Characters of one text, items of one list.
  static final int LARGEST = 4_000_000;

  private long steps;
  private int depth;

  void step() {
    work(1);
  }

  /// Counts work on a text or list of some size, in steps.
  void work(long size) {
    steps += size;
    if (steps > MOST_STEPS) {
      throw new TemplateException(
          "the template takes more than %d steps to render".formatted(MOST_STEPS));
    }
  }

  /// Allows a text or list of a size to be made, before it is made.
  void make(long size) {
    if (size > LARGEST || size < 0) {
      throw new TemplateException(
          "the template makes a text or list of %d, more than %d".formatted(size, LARGEST));
    }
    work(1 + size / 16);
  }

  /// Allows a text or list to grow by `added` to `size`.
  void grow(long size, long added) {
    if (size > LARGEST) {
      make(size);
    }
    work(1 + added / 16);
  }

  /// Counts the reading of a value: long texts and lists cost more.
  void read(Object value) {
    switch (value) {
      case String text -> work(text.length() / 64);
      case List<?> list -> work(list.size() / 64);
      case Map<?, ?> map -> work(map.size() / 64);
      default -> {}
    }
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw new TemplateException("the template nests more than %d deep".formatted(DEEPEST));
    }
  }

  void leave() {
    depth--;
  }
}
