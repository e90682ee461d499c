/// Token recycling (Luo et al. 2024): the candidates that a step computed and did not use are the
/// proposals of later steps.
///
/// Law: what is proposed depends on the text that came before, in this request and, unless it is
/// reset, in earlier ones; what greedy decoding answers never does.
@NullMarked
package dev.trefoil.drafter.recycling;

import org.jspecify.annotations.NullMarked;
