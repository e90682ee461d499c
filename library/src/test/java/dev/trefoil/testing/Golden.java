package dev.trefoil.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds the recorded vectors: those of `-Dtrefoil.golden=DIR`, else the ones bundled with the
/// tests.
public final class Golden {
  private Golden() {}

  /// The directory of that name, such as `target-llama`.
  public static Path root(String directory) {
    String given = System.getProperty("trefoil.golden", "");
    Path root = given.isBlank() ? bundled(directory) : Path.of(given, directory);
    if (!Files.isDirectory(root)) {
      throw new IllegalStateException("no golden vectors in " + root);
    }
    return root;
  }

  /// The cases of a directory: every directory inside it, sorted.
  public static List<Path> cases(String directory) {
    try (Stream<Path> list = Files.list(root(directory))) {
      return list.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path bundled(String directory) {
    URL resource = Golden.class.getResource("/golden/" + directory);
    if (resource == null) {
      throw new IllegalStateException("golden/" + directory + " is not in the test resources");
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
