package dev.trefoil.compute;

/// A tensor and the name under which a checkpoint stores it.
public record NamedTensor(String name, HostTensor tensor) {}
