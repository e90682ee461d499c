package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What a Llama checkpoint does not say of itself as a sorted draft; ours, kept beside the weights
/// as `sd2.json`: `exits`, and optionally `thresholds`, `temperatures` and `targets`, an object
/// that gives either of the two anew for a target of that name.
///
/// @param exits numbers of layers after which one can exit, ascending; the last is the draft's
///   depth
/// @param profile for targets that are not named
/// @param profiles by the target's name
public record SortedSettings(
    List<Integer> exits, ExitProfile profile, Map<String, ExitProfile> profiles) {
  /// Name of the file.
  public static final String FILE = "sd2.json";

  public SortedSettings {
    exits = List.copyOf(exits);
    profiles = Map.copyOf(profiles);
    if (exits.isEmpty() || exits.getFirst() < 1) {
      throw new IllegalArgumentException("exits are " + exits + "; at least one above 0 is needed");
    }
    for (int i = 1; i < exits.size(); i++) {
      if (exits.get(i) <= exits.get(i - 1)) {
        throw new IllegalArgumentException("exits are " + exits + "; they must ascend");
      }
    }
    check(profile, exits.size());
    for (ExitProfile each : profiles.values()) {
      check(each, exits.size());
    }
  }

  private static void check(ExitProfile profile, int exits) {
    int thresholds = profile.thresholds().size();
    int temperatures = profile.temperatures().size();
    if ((thresholds != 0 && thresholds != exits - 1 && thresholds != exits)
        || (temperatures != 0 && temperatures != exits)) {
      throw new IllegalArgumentException(
          "%d thresholds and %d temperatures for %d exits; one per exit is needed, or none"
              .formatted(thresholds, temperatures, exits));
    }
  }

  /// Those of a draft that says nothing: exits at a half, three quarters and all of its layers.
  public static SortedSettings ofDepth(int layers) {
    TreeSet<Integer> exits = new TreeSet<>();
    exits.add(Math.max(1, Math.round(layers / 2f)));
    exits.add(Math.max(1, Math.round(3 * layers / 4f)));
    exits.add(layers);
    return new SortedSettings(List.copyOf(exits), ExitProfile.DEFAULT, Map.of());
  }

  /// Those of a checkpoint directory; what `sd2.json` leaves out, or all without it, is the
  /// default.
  ///
  /// @throws RuntimeException that names the file, the key and what is allowed
  public static SortedSettings read(Path directory, int layers) {
    Path path = directory.resolve(FILE);
    SortedSettings plain = ofDepth(layers);
    if (!Files.exists(path)) {
      return plain;
    }
    JsonFile file = JsonFile.read(path);
    try {
      List<Integer> exits = file.has("exits") ? exits(file) : plain.exits();
      ExitProfile profile = profile(file, ExitProfile.DEFAULT);
      return new SortedSettings(exits, profile, profiles(file, profile));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, ExitProfile> profiles(JsonFile file, ExitProfile common) {
    Map<String, ExitProfile> profiles = new LinkedHashMap<>();
    if (!file.has("targets")) {
      return profiles;
    }
    JsonNode targets = file.object().get("targets");
    boolean fits = targets.isObject();
    for (JsonNode entry : targets) {
      fits &= entry.isObject();
    }
    if (!fits) {
      throw file.refused("targets", targets, "an object of objects is expected");
    }
    for (String target : targets.propertyNames()) {
      JsonFile entry = new JsonFile(file.where() + ": targets: " + target, targets.get(target));
      profiles.put(target, profile(entry, common));
    }
    return profiles;
  }

  private static ExitProfile profile(JsonFile file, ExitProfile fallback) {
    return new ExitProfile(
        file.has("thresholds") ? numbers(file, "thresholds") : fallback.thresholds(),
        file.has("temperatures") ? numbers(file, "temperatures") : fallback.temperatures());
  }

  private static List<Integer> exits(JsonFile file) {
    List<Integer> exits = new ArrayList<>();
    for (double number : numbers(file, "exits")) {
      if (number != Math.rint(number)) {
        throw file.refused("exits", file.object().get("exits"), "whole numbers are expected");
      }
      exits.add((int) number);
    }
    return exits;
  }

  private static List<Double> numbers(JsonFile file, String key) {
    JsonNode list = file.object().get(key);
    List<Double> numbers = new ArrayList<>();
    boolean fits = list.isArray();
    for (JsonNode number : list) {
      fits &= number.isNumber();
      numbers.add(number.asDouble(0));
    }
    if (!fits) {
      throw file.refused(key, list, "a list of numbers is expected");
    }
    return numbers;
  }

  /// The profile of a target; the common one if it is not named.
  public ExitProfile profileOf(String target) {
    return profiles.getOrDefault(target, profile);
  }
}
