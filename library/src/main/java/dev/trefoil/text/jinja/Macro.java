package dev.trefoil.text.jinja;

import java.util.List;
import java.util.Map;

/// A macro with the scope it was defined in; a call gives its text.
final class Macro implements Callable {
  /// @param defaults for the last parameters
  record Signature(String name, List<String> parameters, List<Expression> defaults) {}

  private final Signature signature;
  private final List<Statement> body;
  private final Scope definition;
  private final Renderer renderer;

  Macro(Signature signature, List<Statement> body, Scope definition, Renderer renderer) {
    this.signature = signature;
    this.body = body;
    this.definition = definition;
    this.renderer = renderer;
  }

  @Override
  public Object call(CallArguments arguments) {
    List<String> parameters = signature.parameters();
    if (arguments.positional().size() > parameters.size()) {
      throw new TemplateException(
          "macro '%s' takes %d arguments, not %d"
              .formatted(signature.name(), parameters.size(), arguments.positional().size()));
    }
    Scope scope = new Scope(definition);
    for (int i = 0; i < parameters.size(); i++) {
      scope.set(parameters.get(i), value(i, arguments, scope));
    }
    bindCaller(arguments.named(), scope);
    return renderer.capture(body, scope);
  }

  private Object value(int index, CallArguments arguments, Scope scope) {
    String name = signature.parameters().get(index);
    if (arguments.has(index, name)) {
      return arguments.get(index, name, None.NONE);
    }
    List<Expression> defaults = signature.defaults();
    int ofDefaults = index - (signature.parameters().size() - defaults.size());
    if (ofDefaults < 0) {
      return new Undefined(
          "parameter '%s' of macro '%s' was not provided".formatted(name, signature.name()));
    }
    return renderer.evaluate(defaults.get(ofDefaults), scope);
  }

  private void bindCaller(Map<String, Object> named, Scope scope) {
    for (Map.Entry<String, Object> argument : named.entrySet()) {
      if (argument.getKey().equals("caller")) {
        scope.set("caller", argument.getValue());
      } else if (!signature.parameters().contains(argument.getKey())) {
        throw new TemplateException(
            "macro '%s' has no parameter '%s'".formatted(signature.name(), argument.getKey()));
      }
    }
  }
}
