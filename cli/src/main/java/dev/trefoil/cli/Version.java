package dev.trefoil.cli;

import picocli.CommandLine.IVersionProvider;

/// What `trefoil --version` prints.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "trefoil 0.1.0-SNAPSHOT", "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }
}
