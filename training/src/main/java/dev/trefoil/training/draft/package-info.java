/// Trains drafts for a frozen target: conversations in, the published layout of a method out.
///
/// Law: the network that trains is the network that drafts, and a [DraftRecipe] says all that one
/// method does differently.
@NullMarked
package dev.trefoil.training.draft;

import org.jspecify.annotations.NullMarked;
