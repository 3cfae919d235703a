"""The drill: what kills, loads and crawls in depth, beside the reference the ballots are compared with."""
