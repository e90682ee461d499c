package dev.trefoil.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.net.URL;
import org.bytedeco.javacpp.Loader;

/// Loads the native tokenizer that DJL ships, from its jar and from nowhere else.
///
/// DJL's own loader looks for CUDA, may download another build, and its tokenizer class reports
/// home from some clouds. Neither may happen in a library that works offline, so the file is taken
/// from the jar (cached by JavaCPP in the user's cache folder) and the binding is called directly.
final class NativeLibrary {
  private NativeLibrary() {}

  /// The binding, with the native code behind it loaded.
  static TokenizersLibrary get() {
    return Holder.LIBRARY;
  }

  private static final class Holder {
    static final TokenizersLibrary LIBRARY = load();
  }

  @SuppressWarnings("restricted") // loading native code is this method's purpose
  private static TokenizersLibrary load() {
    String resource = "native/lib/" + resourceOf(Loader.getPlatform());
    URL url = TokenizersLibrary.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new IllegalStateException(
          "the tokenizer library has no native code for this machine: %s is not on the class path"
              .formatted(resource));
    }
    try {
      System.load(Loader.cacheResource(url).getAbsolutePath());
    } catch (IOException e) {
      throw new IllegalStateException("cannot unpack " + url + " into JavaCPP's cache folder", e);
    }
    return TokenizersLibrary.LIB;
  }

  /// JavaCPP's platform names to DJL's.
  static String resourceOf(String platform) {
    return switch (platform) {
      case "linux-x86_64" -> "linux-x86_64/cpu/libtokenizers.so";
      case "linux-arm64" -> "linux-aarch64/cpu/libtokenizers.so";
      case "macosx-arm64" -> "osx-aarch64/cpu/libtokenizers.dylib";
      case "windows-x86_64" -> "win-x86_64/cpu/tokenizers.dll";
      default ->
          throw new IllegalStateException(
              "no native tokenizer for platform %s: linux-x86_64, linux-arm64, macosx-arm64 and windows-x86_64 have one"
                  .formatted(platform));
    };
  }
}
