package dev.trefoil.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.Arrays;

/// The reference implementation of `tokenizer.json`, decoding whole sequences: an oracle for tests.
final class NativeReference implements AutoCloseable {
  private final TokenizersLibrary library = NativeLibrary.get();
  private final long handle;

  NativeReference(String json) {
    handle = library.createTokenizerFromString(json);
  }

  String decode(int[] ids, boolean keepSpecialTokens) {
    return library.decode(handle, Arrays.stream(ids).asLongStream().toArray(), !keepSpecialTokens);
  }

  @Override
  public void close() {
    library.deleteTokenizer(handle);
  }
}
