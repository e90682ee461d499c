package dev.trefoil.cli;

import java.nio.file.Path;

/// Where the embedded models are (the checkout, told by the launcher) and where caches go.
final class Home {
  private Home() {}

  static Path directory() {
    return Path.of(System.getProperty("trefoil.home", "."));
  }

  /// Where measurements are kept between runs: the property `trefoil.cache`, else `XDG_CACHE_HOME`,
  /// else `.cache` at home.
  static Path cache() {
    String given = System.getProperty("trefoil.cache");
    if (given != null) {
      return Path.of(given);
    }
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(base);
    return caches.resolve("trefoil");
  }
}
