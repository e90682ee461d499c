package dev.trefoil.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The token strings of a tokenizer by id, and which of them are special. Immutable.
///
/// Ids may have gaps (files in the wild do); a gap has no token string.
final class Vocabulary {
  private final @Nullable String[] tokens; // [size]
  private final Map<String, Integer> ids;
  private final BitSet special;

  /// @param idsByToken every token string with its id; ids are not negative
  /// @param special ids of special tokens
  Vocabulary(Map<String, Integer> idsByToken, BitSet special) {
    int largest = -1;
    for (int id : idsByToken.values()) {
      if (id < 0) {
        throw new IllegalArgumentException("token id " + id + " is negative");
      }
      largest = Math.max(largest, id);
    }
    this.tokens = new @Nullable String[largest + 1];
    this.ids = HashMap.newHashMap(idsByToken.size());
    this.special = (BitSet) special.clone();
    idsByToken.forEach(this::put);
  }

  private void put(String token, Integer id) {
    tokens[id] = token;
    ids.put(token, id);
  }

  int size() {
    return tokens.length;
  }

  OptionalInt idOf(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// Empty text for an id in a gap.
  String tokenOf(int id) {
    check(id);
    String token = tokens[id];
    return token == null ? "" : token;
  }

  boolean isSpecial(int id) {
    return special.get(check(id));
  }

  int check(int id) {
    if (id < 0 || id >= tokens.length) {
      throw new IllegalArgumentException(
          "token id %d is outside the vocabulary: 0 to %d are allowed"
              .formatted(id, tokens.length - 1));
    }
    return id;
  }

  /// SHA-256 over ids and token strings in the order of the ids, as hexadecimal digits.
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int id = 0; id < tokens.length; id++) {
        byte[] token = tokenOf(id).getBytes(StandardCharsets.UTF_8);
        digest.update((id + " " + token.length + " ").getBytes(StandardCharsets.US_ASCII));
        digest.update(token);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
