package dev.trefoil.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
      URI uri = resource.toURI();
      return uri.getScheme().equals("jar") ? unpacked(uri) : Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Vectors inside a jar (another module's tests) as files, for whoever maps them.
  private static Path unpacked(URI directory) throws IOException {
    Path copy = Files.createTempDirectory("golden");
    try (FileSystem jar = FileSystems.newFileSystem(directory, Map.of())) {
      Path root = jar.provider().getPath(directory);
      try (Stream<Path> entries = Files.walk(root)) {
        for (Path entry : entries.toList()) {
          Path file = copy.resolve(root.relativize(entry).toString());
          if (Files.isDirectory(entry)) {
            Files.createDirectories(file);
          } else {
            Files.copy(entry, file);
          }
          file.toFile().deleteOnExit();
        }
      }
    }
    return copy;
  }
}
