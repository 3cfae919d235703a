"""Documents about a round."""
