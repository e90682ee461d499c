package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;

/// A draft network: from hidden states and the tokens that follow them to the next hidden states,
/// which it takes as its own input for the next token.
///
/// Immutable, made of weights of one backend. Its one layer of keys and values is layer 0.
public sealed interface EagleNetwork permits Eagle1Network, Eagle3Network {
  /// What it wants to see of the target.
  EagleFeatures features();

  AttentionShape attentionShape();

  /// The next hidden states, `[rows, hidden]`.
  ///
  /// @param features of the target, `[rows, features().width()]`, or of this network, `[rows,
  ///   hidden]`; consumed
  /// @param ids the token that follows each
  Matrix forward(Matrix features, int[] ids, RowLayout layout);

  /// `[rows, hidden]` to `[rows, draft vocabulary]`.
  Matrix logits(Matrix hidden);

  /// The tokens of the columns of the logits.
  DraftVocabulary vocabulary();
}
