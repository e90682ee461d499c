package dev.trefoil.decoding;

/// A token tree under construction, level by level, for a drafter that ranks the tokens after one
/// node at a time.
///
/// The first level is the root. For each node of a level, in order, the drafter calls [#rank]; then
/// [#advance] says how many nodes the next level has, until it says 0 and the tree is complete. The
/// nodes of a level are those after which tokens are wanted, not all nodes of that depth.
///
/// Mutable, one per sequence, reused from step to step; owned by the decoding thread.
public sealed interface TreeExpansion permits BeamExpansion, CloverExpansion, StaticExpansion {
  /// Starts on a tree that holds its root only; its room and depth are kept to.
  void begin(TokenTree bareTree);

  /// Tells the likeliest tokens after a node, the likeliest first. A negative token says that the
  /// draft's numbers were none: the tree fails.
  ///
  /// @param node index within the level
  /// @param tokens `count` of them from `from` on
  /// @param probabilities of the same entries, after this node
  void rank(int node, int[] tokens, float[] probabilities, int from, int count);

  /// Number of nodes of the next level, 0 when the tree is complete.
  int advance();

  /// Token of a node of the level.
  int token(int node);

  /// Index, within the level before, of the parent of a node of the level.
  int parent(int node);
}
