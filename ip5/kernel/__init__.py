"""The kernel: verdicts, moves, errors, the clock and text. It knows no app and no model."""
