/// Retrieval-based speculative decoding, REST (He, Zhong, Cai, Lee, He 2023): what followed the
/// last tokens in a large text is proposed as a tree.
///
/// Law: a datastore is immutable and only read; a damaged one is refused when it is opened.
@NullMarked
package dev.trefoil.drafter.rest;

import org.jspecify.annotations.NullMarked;
