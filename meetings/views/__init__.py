"""Pages of meetings: each file a noun."""
