package dev.trefoil.cli;

import dev.trefoil.checkpoint.HubClient;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil pull`: a model from a hub to a directory.
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description =
        "Downloads a model from a Hugging Face-compatible hub: resumed where it was cut, every"
            + " file checked.",
    footer = {
      "",
      "Examples:",
      "  trefoil pull TinyLlama/TinyLlama-1.1B-Chat-v1.0",
      "  trefoil pull Qwen/Qwen2.5-0.5B-Instruct --out models/qwen",
      "  trefoil pull OWNER/NAME --revision v1.0 --endpoint http://localhost:8080",
    })
final class PullCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OWNER/NAME", description = "The repository on the hub.")
  private String repository;

  @Option(
      names = "--revision",
      defaultValue = "main",
      description = "Branch, tag or commit (default: main).")
  private String revision;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: a directory called NAME).")
  private @Nullable Path directory;

  @Option(names = "--endpoint", paramLabel = "URL", description = "Another hub or a mirror.")
  private URI endpoint = HubClient.HUGGING_FACE;

  @Option(
      names = "--token",
      description =
          "Access token, sent to the endpoint only (default: the environment variable HF_TOKEN,"
              + " for the standard hub alone).")
  private @Nullable String token;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  PullCommand() {}

  @Override
  public Integer call() {
    Path to =
        directory == null
            ? Path.of(repository.substring(repository.lastIndexOf('/') + 1))
            : directory;
    PrintWriter err = spec.commandLine().getErr();
    boolean standardHub = endpoint.equals(HubClient.HUGGING_FACE);
    String access = token == null && standardHub ? System.getenv("HF_TOKEN") : token;
    try (HubClient hub = new HubClient(endpoint, access, HubClient.Retry.DEFAULT);
        ProgressBar bar = new ProgressBar(err, repository, "bytes")) {
      List<Path> files = hub.pull(repository, revision, to, new PullProgress(err, bar));
      bar.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%d files in %s; look at them with: trefoil inspect %s%n", files.size(), to, to);
      out.flush();
      return 0;
    }
  }
}
