package dev.trefoil.drafter.eagle;

/// The published methods of this family.
public enum EagleVersion {
  EAGLE1("eagle"),
  /// EAGLE-1's network with a dynamic tree.
  EAGLE2("eagle2"),
  EAGLE3("eagle3");

  private final String method;

  EagleVersion(String method) {
    this.method = method;
  }

  /// The name in reports and on the command line.
  public String method() {
    return method;
  }
}
