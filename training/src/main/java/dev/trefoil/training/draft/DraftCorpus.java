package dev.trefoil.training.draft;

import dev.trefoil.training.data.ContextFit;
import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.CorpusLoader;
import dev.trefoil.training.data.DataException;
import dev.trefoil.training.data.DefectCounts;
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.features.FeatureStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conversations, and their hidden states where these are on the disk.
///
/// @param states null when the target has to be run over the conversations
/// @param fingerprint of all that decides the conversations
record DraftCorpus(TokenCorpus corpus, @Nullable StoredStates states, String fingerprint) {

  /// Reads and encodes files, prepared directories, or both.
  static DraftCorpus load(List<Path> files, CorpusLoader loader) {
    TokenCorpus.Builder all = new TokenCorpus.Builder();
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      all.addAll(loader.load(file).corpus());
      hashes.add(loader.fingerprint(file));
    }
    return checked(new DraftCorpus(all.build(), null, String.join(" ", hashes)), files);
  }

  /// Takes the conversations whose states were stored.
  static DraftCorpus load(Path directory, FeatureStore store, int maxTokens) {
    TokenCorpus.Builder all = new TokenCorpus.Builder();
    ContextFit fit = new ContextFit(maxTokens, Overlong.CUT, new DefectCounts());
    List<Integer> numbers = new ArrayList<>();
    int[] next = new int[1];
    store.forEach(
        conversation -> {
          int number = next[0]++;
          fit.fit(conversation)
              .ifPresent(
                  kept -> {
                    all.add(kept);
                    numbers.add(number);
                  });
        });
    int[] taken = numbers.stream().mapToInt(Integer::intValue).toArray();
    String fingerprint = store.fingerprint() + " " + maxTokens;
    return checked(
        new DraftCorpus(all.build(), new StoredStates(store, taken), fingerprint),
        List.of(directory));
  }

  private static DraftCorpus checked(DraftCorpus loaded, List<Path> files) {
    if (loaded.corpus.conversations() == 0) {
      throw new DataException(
          files + ": no conversation is left to train on; check the data and --max-tokens");
    }
    return loaded;
  }

  /// The conversations from `from` on and before `to`.
  DraftCorpus part(int from, int to) {
    StoredStates own =
        states == null
            ? null
            : new StoredStates(states.store(), Arrays.copyOfRange(states.numbers(), from, to));
    return new DraftCorpus(corpus.part(from, to), own, fingerprint + " " + from + " " + to);
  }
}
