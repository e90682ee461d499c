package dev.trefoil.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Short forms of rendering a template, with variables of every kind.
final class Rendering {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-05T07:08:09Z"), ZoneOffset.UTC);

  private Rendering() {}

  /// `x=5 y=2.5 s='Añ😀b' e='' n=none t=true f=false l=[3,1,2] d={'b':1,'a':'x'} users=[...]`.
  static Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("x", 5);
    all.put("y", 2.5);
    all.put("s", "Añ😀b");
    all.put("e", "");
    all.put("n", null);
    all.put("t", true);
    all.put("f", false);
    all.put("l", new ArrayList<>(List.of(3, 1, 2)));
    all.put("d", ordered("b", 1, "a", "x"));
    all.put("users", List.of(user("Bob", 3), user("alice", 30), user("Carl", 7)));
    return all;
  }

  private static Map<String, Object> user(String name, int age) {
    return ordered("name", name, "age", age);
  }

  static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
    }
    return map;
  }

  static String render(String template) {
    return Template.parse(template).render(variables(), CLOCK);
  }

  /// Checks `{{ expression }}`.
  static void evaluatesTo(String expression, String text) {
    assertThat(render("{{ " + expression + " }}")).as(expression).isEqualTo(text);
  }

  /// The message of the error that a template ends in.
  static String error(String template) {
    TemplateException error = catchThrowableOfType(TemplateException.class, () -> render(template));
    assertThat(error).as(template).isNotNull();
    return String.valueOf(error.getMessage());
  }
}
