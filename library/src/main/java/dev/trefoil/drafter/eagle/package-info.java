/// EAGLE: a draft of one decoder layer that continues the target's hidden states. EAGLE-1 (Li, Wei,
/// Zhang, Zhang 2024, "EAGLE: Speculative Sampling Requires Rethinking Feature Uncertainty") with a
/// static tree, EAGLE-2 (the same authors 2024, "EAGLE-2: Faster Inference of Language Models with
/// Dynamic Draft Trees") with the same network and a dynamic tree, EAGLE-3 (the same authors 2025,
/// "EAGLE-3: Scaling up Inference Acceleration of Large Language Models via Training-Time Test")
/// with hidden states of three layers and a draft vocabulary of its own.
///
/// Law: the draft's KV cache holds pairs of a committed token and the target's hidden state before
/// it, in the order of the text, and nothing of any tree.
@NullMarked
package dev.trefoil.drafter.eagle;

import org.jspecify.annotations.NullMarked;
