package dev.trefoil.checkpoint;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A hub's refusals in words that say what to do.
final class HubErrors {
  private HubErrors() {}

  /// Throws [IOException] when another attempt can help, because the server is busy or broken for
  /// now; else returns the refusal.
  static CheckpointException refused(
      String what, HubHttp.Answer answer, @Nullable String token, String revision)
      throws IOException {
    int status = answer.status();
    if (status == 408 || status == 429 || status >= 500) {
      throw new IOException("the hub answered " + status);
    }
    String code = answer.header("X-Error-Code").orElse("");
    String meaning =
        switch (status) {
          case 401 -> unauthorised(code, token);
          case 403 ->
              "access is not granted (403): a gated model; accept its licence on the hub's web page, then give a token of that account with --token";
          case 404 -> notFound(code, revision);
          default ->
              "the hub answered %d%s"
                  .formatted(
                      status,
                      answer
                          .header("X-Error-Message")
                          .map(text -> ": " + Printable.quoted(text))
                          .orElse(""));
        };
    return new CheckpointException(what + ": " + meaning);
  }

  private static String unauthorised(String code, @Nullable String token) {
    if (token != null) {
      return "the hub refuses the token (401); check it, or make a new one on the hub's settings page";
    }
    return code.equals("GatedRepo")
        ? "a gated model (401); accept its licence on the hub's web page and give a token with --token"
        : "not allowed without a token (401): the repository is private or gated, or does not exist; check the name, or give --token";
  }

  private static String notFound(String code, String revision) {
    return switch (code) {
      case "RevisionNotFound" ->
          "the repository exists but has no revision %s (404); check --revision"
              .formatted(Printable.quoted(revision));
      case "RepoNotFound" -> "no such repository (404); check OWNER/NAME, or give --token";
      case "EntryNotFound" -> "the file is not in this revision (404)";
      default ->
          "no such repository, or no revision %s in it (404); check OWNER/NAME and --revision"
              .formatted(Printable.quoted(revision));
    };
  }
}
