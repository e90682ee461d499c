package dev.trefoil.cli;

import dev.trefoil.compute.Precision;
import dev.trefoil.engine.DraftOptions;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the embedded model brings along: a draft for every method that wants one, and a datastore
/// of its own answers. What the command line names comes first.
///
/// The drafts lie in `models/demo/drafts/METHOD`; EAGLE-2 drafts with EAGLE's.
final class EmbeddedDrafts {
  private static final Path DRAFTS = Path.of("models/demo/drafts");
  private static final Path DATASTORE = Path.of("models/demo/answers.store");

  private EmbeddedDrafts() {}

  /// The options with all that they lack and the model brings.
  static MethodOptions complete(String model, MethodOptions given) {
    if (!ModelOptions.isEmbedded(model)) {
      return given;
    }
    Map<Method, Path> paths = new EnumMap<>(Method.class);
    for (Method method : Method.values()) {
      Path draft = directory(method);
      if (method.wantsDraft() && Files.isDirectory(draft)) {
        paths.put(method, draft);
      }
    }
    DraftOptions drafts = given.drafts();
    paths.putAll(drafts.paths());
    Precision precision = drafts.precision() == null ? Precision.INT8 : drafts.precision();
    return given.with(drafts.at(paths).in(precision)).with(datastore(given));
  }

  private static Path directory(Method method) {
    Method owner = method == Method.EAGLE2 ? Method.EAGLE : method;
    return Home.directory().resolve(DRAFTS).resolve(owner.label());
  }

  private static @Nullable Path datastore(MethodOptions given) {
    if (given.datastore() != null) {
      return given.datastore();
    }
    Path own = Home.directory().resolve(DATASTORE);
    return Files.isRegularFile(own) ? own : null;
  }
}
