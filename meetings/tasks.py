"""The clock of meetings."""
