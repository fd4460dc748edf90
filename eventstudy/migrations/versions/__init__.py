"""One module a step; each is complete in itself, so that a later table does not change an old step."""
