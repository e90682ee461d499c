/// Text to token ids and back, and conversations to the text a model was trained on.
///
/// Law: ids are exactly those of the reference implementation of the file's format, and text that
/// has been handed out is never taken back.
@NullMarked
package dev.trefoil.text;

import org.jspecify.annotations.NullMarked;
