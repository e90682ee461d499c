package dev.trefoil.cli;

import java.nio.file.Path;

/// Where the embedded models are: the checkout, told by the launcher.
final class Home {
  private Home() {}

  static Path directory() {
    return Path.of(System.getProperty("trefoil.home", "."));
  }
}
