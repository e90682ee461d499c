/// The loop: propose, verify, accept, commit.
///
/// Law: the drafter never decides. Whatever it proposes, throws or forgets, the tokens are those of
/// plain decoding.
@NullMarked
package dev.trefoil.decoding;

import org.jspecify.annotations.NullMarked;
