/// Directories of numbered shard files beside a manifest, for data that takes hours to make.
///
/// Law: the manifest names a shard only when the shard is on the disk, whole. What is made depends
/// on the settings alone, so a run that was killed and continued leaves the same bytes.
@NullMarked
package dev.trefoil.training.shards;

import org.jspecify.annotations.NullMarked;
