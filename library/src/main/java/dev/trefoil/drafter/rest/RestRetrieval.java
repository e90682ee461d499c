package dev.trefoil.drafter.rest;

/// Looks up what a datastore says may come next: REST, section 3, with the selection of
/// [RestSelection].
///
/// The proposal is a list of nodes in level order, parents first. It stays until the next search;
/// one thread. Does not own the datastore.
public final class RestRetrieval {
  /// Parent of the nodes of depth 1.
  public static final int ROOT = -1;

  private static final long MAX_PREFIXES = 1L << PrefixChoice.INDEX_BITS;

  private final RestConfig config;
  private final SuffixMatches matches;
  private final Continuations continuations;
  private final PrefixTrie trie;
  private final PrefixChoice choice = new PrefixChoice();
  private int[] placeOf = new int[0]; // of a node of the trie among the chosen

  /// @throws IllegalArgumentException if the configuration would count too many prefixes
  public RestRetrieval(Datastore datastore, RestConfig config) {
    long readings = config.selection() == RestSelection.REFERENCE ? datastore.chunkCount() : 1;
    if (readings * config.maxMatches() * config.continuationTokens() > MAX_PREFIXES) {
      throw new IllegalArgumentException(
          "%d matches of %d tokens in %d chunks; together at most %d are allowed, so take fewer matches"
              .formatted(config.maxMatches(), config.continuationTokens(), readings, MAX_PREFIXES));
    }
    this.config = config;
    this.matches = new SuffixMatches(datastore.chunks());
    this.continuations = new Continuations(matches, config.continuationTokens());
    this.trie = new PrefixTrie(continuations);
  }

  /// Looks up the end of `context[0..length)`.
  ///
  /// @param budget most nodes; [RestSelection#REFERENCE] goes by its number of choices instead
  /// @param maxDepth deepest node, ignored likewise
  /// @return the number of nodes, 0 if nothing was found
  public int retrieve(int[] context, int length, int budget, int maxDepth) {
    matches.find(context, length, config.minSpan(), config.maxSpan());
    switch (config.selection()) {
      case BUDGET -> {
        continuations.takeSpread(config.maxMatches());
        trie.build();
        choice.chooseMostFrequent(trie, Math.min(budget, config.choices()), maxDepth);
      }
      case REFERENCE -> {
        continuations.takeFirst(config.maxMatches());
        trie.build();
        choice.chooseAsPublished(trie, config.choices());
      }
    }
    if (placeOf.length < trie.bound()) {
      placeOf = new int[trie.bound()];
    }
    for (int i = 0; i < choice.size(); i++) {
      placeOf[choice.node(i)] = i;
    }
    return choice.size();
  }

  /// Tokens of the context that were found; 0 if none.
  public int span() {
    return matches.span();
  }

  /// Matches that were counted; one of them may stand at a chunk's end with nothing after it.
  public int matches() {
    return continuations.count();
  }

  /// Different prefixes of the continuations.
  public int distinctPrefixes() {
    return trie.prefixes();
  }

  /// Number of proposed nodes.
  public int size() {
    return choice.size();
  }

  public int token(int node) {
    return trie.token(choice.node(node));
  }

  /// A smaller index, or [#ROOT].
  public int parent(int node) {
    int parent = trie.parent(choice.node(node));
    return parent == PrefixTrie.NO_PARENT ? ROOT : placeOf[parent];
  }

  /// How many of the continuations begin with the node's path.
  public int count(int node) {
    return trie.count(choice.node(node));
  }
}
