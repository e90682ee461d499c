/// The tokens that a draft can propose: all of the target's, or the frequent ones alone, whose rows
/// of the output head are a small product ("FR-Spec: Accelerating Large-Vocabulary Language Models
/// via Frequency-Ranked Speculative Sampling", Zhao et al. 2025).
///
/// Law: a draft's vocabulary decides what is proposed, never what is answered; the target chooses
/// among all its tokens.
@NullMarked
package dev.trefoil.drafter.vocabulary;

import org.jspecify.annotations.NullMarked;
