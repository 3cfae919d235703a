"""Pages of rounds: the list, casting, and the parts of a round's page."""
