package dev.trefoil.model;

import dev.trefoil.compute.Matrix;
import java.util.List;

/// What a forward pass yields; borrowed, valid until the backend's next step begins.
///
/// @param finalNorm normalised output of the last layer, the head's input, `[rows, hidden]`
/// @param taps the residual states that were asked for, in that order, each `[rows, hidden]`
public record ForwardOutput(Matrix finalNorm, List<Matrix> taps) {}
