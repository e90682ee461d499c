package dev.trefoil.text.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The functions that every template has.
final class Functions {
  private static final int LONGEST_RANGE = 100_000;

  private Functions() {}

  static Map<String, Object> all(Budget budget, Clock clock) {
    Map<String, Object> functions = new LinkedHashMap<>();
    functions.put("range", (Callable) arguments -> range(arguments, budget));
    functions.put("dict", (Callable) arguments -> dict(arguments, budget));
    functions.put("namespace", (Callable) arguments -> namespace(arguments, budget));
    functions.put("raise_exception", (Callable) arguments -> refuse(arguments, budget));
    functions.put("strftime_now", (Callable) arguments -> now(arguments, clock));
    return functions;
  }

  private static Object range(CallArguments arguments, Budget budget) {
    boolean stopOnly = arguments.positional().size() < 2;
    long first = Values.integer(arguments.require(0, "start"), "the range's bound");
    long start = stopOnly ? 0 : first;
    long stop = stopOnly ? first : Values.integer(arguments.require(1, "stop"), "the range's end");
    long step = arguments.integer(2, "step", 1);
    if (step == 0) {
      throw new TemplateException("the range's step is 0; it must be positive or negative");
    }
    List<Object> range = new ArrayList<>();
    for (long at = start; step > 0 ? at < stop : at > stop; at = Math.addExact(at, step)) {
      if (range.size() == LONGEST_RANGE) {
        throw new TemplateException("the range has more than %d items".formatted(LONGEST_RANGE));
      }
      range.add(at);
    }
    budget.make(range.size());
    return range;
  }

  private static Object dict(CallArguments arguments, Budget budget) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (!arguments.positional().isEmpty()) {
      DictMethods.update(dict, arguments.positional().getFirst(), budget);
    }
    dict.putAll(arguments.named());
    return dict;
  }

  private static Object namespace(CallArguments arguments, Budget budget) {
    Namespace namespace = new Namespace();
    Map<?, ?> attributes = (Map<?, ?>) dict(arguments, budget);
    attributes.forEach(
        (name, value) -> namespace.set(Values.text(name, "a namespace's attribute"), value));
    return namespace;
  }

  private static Object refuse(CallArguments arguments, Budget budget) {
    throw TemplateException.refusal(PythonText.str(arguments.require(0, "message"), budget));
  }

  private static Object now(CallArguments arguments, Clock clock) {
    return TimeFormat.format(arguments.requireText(0, "format"), ZonedDateTime.now(clock));
  }
}
