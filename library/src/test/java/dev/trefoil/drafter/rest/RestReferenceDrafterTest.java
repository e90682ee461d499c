package dev.trefoil.drafter.rest;

/// The published selection keeps the contract, too, although it knows nothing of the room.
class RestReferenceDrafterTest extends RestDrafterTest {
  @Override
  RestConfig config() {
    return RestConfig.REFERENCE;
  }
}
