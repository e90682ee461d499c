package dev.trefoil.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests to a hub. Redirects are followed here and not by the client, because the token must not
/// go to another host, and because the first answer carries the checksum.
final class HubHttp implements AutoCloseable {
  private static final int MOST_REDIRECTS = 10;

  private final HttpClient client;
  private final URI endpoint;
  private final @Nullable String token;
  private final Duration timeout;

  HubHttp(URI endpoint, @Nullable String token, Duration timeout) {
    this.endpoint = endpoint;
    this.token = token;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /// The last answer of a chain of redirects.
  ///
  /// @param entityTag `X-Linked-Etag` or `ETag` of the first answer that has one
  record Answer(HttpResponse<InputStream> response, Optional<String> entityTag) {
    int status() {
      return response.statusCode();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  /// Fetches from byte `from` on; the caller closes the body.
  Answer get(URI uri, long from) throws IOException, InterruptedException {
    Optional<String> entityTag = Optional.empty();
    URI next = uri;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response = send(next, from);
      if (entityTag.isEmpty()) {
        entityTag =
            response
                .headers()
                .firstValue("X-Linked-Etag")
                .or(() -> response.headers().firstValue("ETag"));
      }
      Optional<String> location = response.headers().firstValue("Location");
      boolean redirect = response.statusCode() >= 301 && response.statusCode() <= 308;
      if (!redirect || response.statusCode() == 304 || location.isEmpty()) {
        return new Answer(response, entityTag);
      }
      response.body().close();
      next = redirected(next, location.get());
    }
    throw new CheckpointException(
        "%s: more than %d redirects; is the endpoint right?".formatted(uri, MOST_REDIRECTS));
  }

  private HttpResponse<InputStream> send(URI uri, long from)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("User-Agent", "trefoil")
            .header("Accept-Encoding", "identity");
    if (token != null && isEndpoint(uri)) {
      request.header("Authorization", "Bearer " + token);
    }
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private boolean isEndpoint(URI uri) {
    return endpoint.getScheme().equalsIgnoreCase(uri.getScheme())
        && endpoint.getHost().equalsIgnoreCase(uri.getHost())
        && port(endpoint) == port(uri);
  }

  private static int port(URI uri) {
    int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 ? standard : uri.getPort();
  }

  private static URI redirected(URI from, String location) {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "%s: redirected to %s, which is no address".formatted(from, Printable.quoted(location)),
          e);
    }
    boolean https = "https".equalsIgnoreCase(target.getScheme());
    boolean http = "http".equalsIgnoreCase(target.getScheme());
    boolean downgrade = "https".equalsIgnoreCase(from.getScheme()) && !https;
    if (target.getHost() == null || !(https || http) || downgrade) {
      throw new CheckpointException(
          "%s: redirected to %s; allowed is http(s), and never from https to http"
              .formatted(from, Printable.quoted(location)));
    }
    return target;
  }

  /// Why a request failed, for a person.
  static String reason(IOException cause) {
    return switch (cause) {
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException e when e.getMessage() == null -> "cannot connect";
      default -> Printable.reason(cause);
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
