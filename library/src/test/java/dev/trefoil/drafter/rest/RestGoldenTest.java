package dev.trefoil.drafter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded searches of the reference on its own files, and the files themselves.
class RestGoldenTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path FOLDER = Golden.root("rest");

  @Test
  void recordedSearchesAreReproduced() {
    JsonNode queries = JSON.readTree(FOLDER.resolve("queries.json").toFile());
    assertThat(queries.size()).isPositive();
    int found = 0;
    for (JsonNode query : queries) {
      try (Datastore datastore = Datastore.open(FOLDER.resolve(query.get("file").stringValue()))) {
        found += check(datastore, query) ? 1 : 0;
      }
    }
    assertThat(found).as("searches with a result").isGreaterThan(queries.size() / 2);
  }

  private static boolean check(Datastore datastore, JsonNode recorded) {
    int[] query = ints(recorded.get("query"));
    RestConfig config =
        new RestConfig(
            query.length,
            query.length,
            recorded.get("continuation_length").intValue(),
            recorded.get("choices").intValue(),
            recorded.get("max_matches").intValue(),
            RestSelection.REFERENCE);
    RestRetrieval retrieval = new RestRetrieval(datastore, config);
    retrieval.retrieve(query, query.length, Integer.MAX_VALUE, Integer.MAX_VALUE);
    String name = recorded.toString();
    assertThat(retrieval.matches()).as(name).isEqualTo(recorded.get("matches").intValue());
    assertThat(retrieval.distinctPrefixes())
        .as(name)
        .isEqualTo(recorded.get("distinct_prefixes").intValue());
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < recorded.get("nodes").size(); i++) {
      expected.put(
          Arrays.toString(ints(recorded.get("nodes").get(i))),
          recorded.get("node_counts").get(i).intValue());
    }
    assertThat(nodes(retrieval)).as(name).isEqualTo(expected);
    return !expected.isEmpty();
  }

  private static Map<String, Integer> nodes(RestRetrieval retrieval) {
    Map<String, Integer> nodes = new HashMap<>();
    for (int[] path : RestPaths.of(retrieval)) {
      nodes.put(Arrays.toString(path), retrieval.count(nodes.size()));
    }
    return nodes;
  }

  @Test
  void suffixArraysEqualThoseOfTheReference() {
    for (String name : new String[] {"single_chunk.idx", "three_chunks.idx", "wide_tokens.idx"}) {
      try (Datastore datastore = Datastore.open(FOLDER.resolve(name))) {
        for (DatastoreChunk chunk : datastore.chunks()) {
          int[] tokens = new int[chunk.length()];
          int[] recorded = new int[chunk.length()];
          Arrays.setAll(tokens, chunk::token);
          Arrays.setAll(recorded, chunk::suffix);
          int[] suffixes = new int[tokens.length];
          SuffixArray.sort(tokens, tokens.length, 1 << 16, suffixes);
          assertThat(suffixes).as(name).isEqualTo(recorded);
        }
      }
    }
  }

  @Test
  void theFilesHoldTheCorpus() {
    JsonNode corpus = JSON.readTree(FOLDER.resolve("corpus.json").toFile());
    try (Datastore single = Datastore.open(FOLDER.resolve("single_chunk.idx"));
        Datastore three = Datastore.open(FOLDER.resolve("three_chunks.idx"));
        Datastore wide = Datastore.open(FOLDER.resolve("wide_tokens.idx"))) {
      assertThat(three.chunkCount()).isEqualTo(3);
      int[] entries = tokens(corpus.get("entries"));
      assertThat(RestPaths.tokens(single)).isEqualTo(entries);
      assertThat(RestPaths.tokens(three)).isEqualTo(entries);
      assertThat(RestPaths.tokens(wide)).isEqualTo(tokens(corpus.get("wide_entries")));
    }
  }

  private static int[] tokens(JsonNode entries) {
    return entries.valueStream().flatMapToInt(entry -> Arrays.stream(ints(entry))).toArray();
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
