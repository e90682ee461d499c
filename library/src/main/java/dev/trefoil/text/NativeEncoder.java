package dev.trefoil.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/// Encodes with the Hugging Face code itself. Owns native memory; the lock keeps a close from
/// pulling it away under another thread's call.
final class NativeEncoder implements TextEncoder {
  private static final long CLOSED = 0;

  private final TokenizersLibrary library = NativeLibrary.get();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Supplier<String> literalJson;
  private long withSpecial; // native address
  private long literal = CLOSED; // native address, made on first use

  /// @param json text of a `tokenizer.json`
  /// @param literalJson the same without special tokens; asked for at most once
  NativeEncoder(String json, Supplier<String> literalJson) {
    this.literalJson = literalJson;
    this.withSpecial = create(json);
  }

  private long create(String json) {
    long handle = library.createTokenizerFromString(json);
    library.disablePadding(handle);
    library.disableTruncation(handle);
    return handle;
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    lock.readLock().lock();
    try {
      return ids(withSpecial, text, addSpecialTokens);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public int[] encodeLiteral(String text) {
    prepareLiteral();
    lock.readLock().lock();
    try {
      return ids(literal, text, false);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void prepareLiteral() {
    Lock write = lock.writeLock();
    write.lock();
    try {
      if (literal == CLOSED && withSpecial != CLOSED) {
        literal = create(literalJson.get());
      }
    } finally {
      write.unlock();
    }
  }

  private int[] ids(long handle, String text, boolean addSpecialTokens) {
    if (handle == CLOSED) {
      throw new IllegalStateException("this tokenizer is closed");
    }
    long encoding = encoding(handle, text, addSpecialTokens);
    try {
      long[] wide = library.getTokenIds(encoding);
      int[] ids = new int[wide.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Math.toIntExact(wide[i]);
      }
      return ids;
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  private long encoding(long handle, String text, boolean addSpecialTokens) {
    try {
      return library.encode(handle, text, addSpecialTokens);
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException("this tokenizer cannot encode the text: " + reason, e);
    }
  }

  @Override
  public void close() {
    Lock write = lock.writeLock();
    write.lock();
    try {
      delete(withSpecial);
      delete(literal);
      withSpecial = CLOSED;
      literal = CLOSED;
    } finally {
      write.unlock();
    }
  }

  private void delete(long handle) {
    if (handle != CLOSED) {
      library.deleteTokenizer(handle);
    }
  }
}
