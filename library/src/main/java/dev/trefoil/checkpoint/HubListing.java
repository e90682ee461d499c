package dev.trefoil.checkpoint;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a hub says of one revision of a repository.
///
/// @param commit the revision's full id, by which the files are fetched so that all of them belong
///   together
record HubListing(String commit, List<HubFile> files) {
  static HubListing parse(String where, byte[] json, String revision) {
    JsonFile root = JsonFile.parse(where, json);
    JsonNode siblings = root.get("siblings");
    if (!siblings.isArray()) {
      throw root.refused("siblings", siblings, "a list of files is expected; is this a hub?");
    }
    List<HubFile> files = new ArrayList<>();
    for (JsonNode sibling : siblings) {
      files.add(file(new JsonFile(where + ": siblings", sibling)));
    }
    return new HubListing(root.has("sha") ? root.text("sha") : revision, List.copyOf(files));
  }

  private static HubFile file(JsonFile sibling) {
    JsonNode large = sibling.object().path("lfs");
    String sha256 = large.path("sha256").asString("");
    // Large files lie in git as a pointer, so their blob id is not that of the content.
    String blobId = sha256.isEmpty() ? sibling.object().path("blobId").asString("") : "";
    long size = sibling.object().path("size").asLong(-1);
    return new HubFile(sibling.text("rfilename"), size, sha256, blobId);
  }
}
