"""Pages that gather across the apps, one file for each."""
