package dev.trefoil.checkpoint;

import java.util.List;

/// Hears how a download goes on; called by the thread that downloads.
public interface PullListener {
  /// The files were chosen.
  ///
  /// @param totalBytes of all of them, as far as the hub says
  default void started(List<HubFile> files, long totalBytes) {}

  /// Some bytes arrived.
  ///
  /// @param fileBytes of this file that are here, with those of an earlier, interrupted run
  /// @param fileTotal its size, or -1 when the hub does not say
  void progress(String file, long fileBytes, long fileTotal);

  /// A connection broke; the download goes on after a pause.
  default void retrying(String file, int attempt, String reason) {}

  /// The file is complete and its checksum is right.
  ///
  /// @param alreadyThere it was so before, nothing was downloaded
  default void finished(String file, boolean alreadyThere) {}
}
