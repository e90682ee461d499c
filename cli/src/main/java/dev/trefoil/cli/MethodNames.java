package dev.trefoil.cli;

import dev.trefoil.engine.Method;
import java.util.Arrays;
import java.util.Iterator;

/// Names of the methods, for help texts and completion.
final class MethodNames implements Iterable<String> {
  MethodNames() {}

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Method.values()).map(Method::label).iterator();
  }
}
