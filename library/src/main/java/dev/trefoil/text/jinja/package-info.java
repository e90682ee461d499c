/// A subset of the Jinja template language: what chat templates use, rendered as Hugging Face
/// renders it (`trim_blocks`, `lstrip_blocks`, loop controls, its own `tojson`).
///
/// Law: a template is a stranger's program. It can reach only the values it is given, and it ends
/// within a budget of steps, depth and output, in a text or in one clear error.
@NullMarked
package dev.trefoil.text.jinja;

import org.jspecify.annotations.NullMarked;
