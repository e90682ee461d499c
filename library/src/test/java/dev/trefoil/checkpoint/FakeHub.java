package dev.trefoil.checkpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A small hub: the listing of one repository, its files with ranges and checksums, and faults on
/// demand.
final class FakeHub implements AutoCloseable {
  static final String REPOSITORY = "owner/tiny";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final Set<String> large = ConcurrentHashMap.newKeySet();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  volatile @Nullable String requiredToken;
  volatile @Nullable FakeHub storage;
  final AtomicInteger refusals = new AtomicInteger();
  volatile int refusalStatus = 503;
  volatile String errorCode = "";
  final AtomicInteger cuts = new AtomicInteger();
  volatile int cutAfter;
  volatile boolean stall;
  volatile boolean ranges = true;
  volatile boolean lengths = true;
  volatile boolean checksumsInListing = true;

  FakeHub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create(
        "http://%s:%d"
            .formatted(
                server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort()));
  }

  FakeHub file(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  FakeHub largeFile(String name, byte[] content) {
    files.put(name, content);
    large.add(name);
    return this;
  }

  /// What is sent, when it shall not be what the listing promises.
  void serveInstead(String name, byte[] content) {
    served.put(name, content);
  }

  void serveRightly(String name) {
    served.remove(name);
  }

  /// `METHOD path range authorization` of every request so far.
  List<String> log() {
    return List.copyOf(log);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      log.add("%s %s %s".formatted(path, range, authorization));
      String token = requiredToken;
      if (refusals.getAndDecrement() > 0) {
        refuse(exchange, refusalStatus, errorCode);
      } else if (token != null && !("Bearer " + token).equals(authorization)) {
        refuse(exchange, 401, errorCode);
      } else if (path.equals("/api/models/" + REPOSITORY + "/revision/main")) {
        send(exchange, 200, listing().getBytes(StandardCharsets.UTF_8));
      } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + COMMIT + "/")) {
        resolve(exchange, path.substring(path.lastIndexOf('/') + 1), range);
      } else {
        refuse(exchange, 404, errorCode);
      }
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    if (!code.isEmpty()) {
      exchange.getResponseHeaders().set("X-Error-Code", code);
    }
    exchange.sendResponseHeaders(status, -1);
  }

  private String listing() {
    return files.keySet().stream()
        .map(this::sibling)
        .collect(Collectors.joining(",", "{\"sha\":\"" + COMMIT + "\",\"siblings\":[", "]}"));
  }

  private String sibling(String name) {
    byte[] content = bytes(files, name);
    if (!checksumsInListing) {
      return "{\"rfilename\":\"%s\"}".formatted(name);
    }
    String sum =
        large.contains(name)
            ? "\"lfs\":{\"sha256\":\"%s\",\"size\":%d}".formatted(sha256(content), content.length)
            : "\"blobId\":\"%s\"".formatted(blobId(content));
    return "{\"rfilename\":\"%s\",\"size\":%d,%s}".formatted(name, content.length, sum);
  }

  private void resolve(HttpExchange exchange, String name, @Nullable String range)
      throws IOException {
    byte[] content = files.get(name);
    FakeHub elsewhere = storage;
    if (content == null) {
      refuse(exchange, 404, "EntryNotFound");
      return;
    }
    String tag = large.contains(name) ? sha256(content) : blobId(content);
    exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + tag + "\"");
    if (elsewhere != null && large.contains(name)) {
      exchange
          .getResponseHeaders()
          .set("Location", elsewhere.uri() + exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    sendRange(exchange, served.getOrDefault(name, content), range);
  }

  private void sendRange(HttpExchange exchange, byte[] content, @Nullable String range)
      throws IOException {
    if (range == null || !ranges) {
      send(exchange, 200, content);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (from >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    send(exchange, 206, java.util.Arrays.copyOfRange(content, from, content.length));
  }

  private void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    boolean file = exchange.getRequestURI().getPath().contains("/resolve/");
    exchange.sendResponseHeaders(status, !lengths && file ? 0 : content.length);
    OutputStream out = exchange.getResponseBody();
    if (file && content.length > cutAfter && cuts.getAndDecrement() > 0) {
      out.write(content, 0, cutAfter);
      out.flush();
      if (stall) {
        sleep();
      }
      return; // closing before all promised bytes are sent cuts the connection
    }
    out.write(content);
    out.close();
  }

  private static void sleep() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  static String blobId(byte[] content) {
    byte[] prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] whole = java.util.Arrays.copyOf(prefix, prefix.length + content.length);
    System.arraycopy(content, 0, whole, prefix.length, content.length);
    return digest("SHA-1", whole);
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Map<String, byte[]> map, String name) {
    return java.util.Objects.requireNonNull(map.get(name), name);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
