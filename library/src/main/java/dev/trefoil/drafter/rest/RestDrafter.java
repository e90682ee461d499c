package dev.trefoil.drafter.rest;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.nio.file.Path;
import java.util.List;

/// Proposes as a tree what followed the last tokens in a datastore, the most frequent prefixes for
/// exactly the room there is. Without a match nothing is proposed; the published implementation
/// proposes a dummy token there.
///
/// Owns its datastore: closing the drafter closes it. Nothing is allocated in a step once the
/// buffers have grown to the largest search.
public final class RestDrafter implements Drafter {
  private final Datastore datastore;
  private final RestRetrieval retrieval;
  private int[] treeNode = new int[64];

  /// @param datastore closed with the drafter; its tokenizer has been compared
  public RestDrafter(Datastore datastore, RestConfig config) {
    this.datastore = datastore;
    this.retrieval = new RestRetrieval(datastore, config);
  }

  /// A drafter over a datastore file.
  ///
  /// @param fingerprint of the target's tokenizer
  /// @param vocabularySize of the target
  /// @throws dev.trefoil.checkpoint.CheckpointException if the file is damaged or was made with
  ///   another tokenizer
  public static RestDrafter open(
      Path file, String fingerprint, int vocabularySize, RestConfig config) {
    Datastore datastore = Datastore.open(file);
    try {
      datastore.requireTokenizer(fingerprint, vocabularySize);
      return new RestDrafter(datastore, config);
    } catch (RuntimeException | Error failure) {
      datastore.close();
      throw failure;
    }
  }

  @Override
  public String name() {
    return "rest";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      propose(sequence);
    }
  }

  private void propose(Sequence sequence) {
    TokenTree tree = sequence.tree();
    if (!tree.fits(0)) {
      return;
    }
    int nodes =
        retrieval.retrieve(sequence.tokens(), sequence.length(), tree.room() - 1, tree.maxDepth());
    tree.evidence(nodes == 0 ? 0 : retrieval.span());
    if (treeNode.length < nodes) {
      treeNode = new int[2 * nodes];
    }
    for (int i = 0; i < nodes; i++) {
      int above = retrieval.parent(i);
      int parent = above == RestRetrieval.ROOT ? 0 : treeNode[above];
      boolean placed = parent >= 0 && tree.fits(parent); // may not, with the published selection
      treeNode[i] = placed ? tree.add(parent, retrieval.token(i)) : -1;
    }
  }

  @Override
  public void close() {
    datastore.close();
  }
}
