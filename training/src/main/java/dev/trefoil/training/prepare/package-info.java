/// From conversations to token ids and loss masks on the disk: `trefoil data prepare`.
///
/// Law: a directory depends on the files, the tokenizer, the template and the options, on nothing
/// else.
@NullMarked
package dev.trefoil.training.prepare;

import org.jspecify.annotations.NullMarked;
