"""Papers: uploaded documents in versions, taken in only after a look at what they are."""
