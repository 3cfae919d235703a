"""How often the interpreter looks for garbage in circles."""

from __future__ import annotations

import gc

# Python looks after every 700 new containers (2,000 since 3.13); a page of two hundred rows makes more than ten
# thousand, most of which die with it. A third of what its drawing took went into looking at modules that never die.
YOUNG, MIDDLE, OLD = 20_000, 20, 50


def settle() -> None:
    """Leave what is loaded by now out of every later search for garbage, and search less often.

    Called once in a process that has loaded everything and answers from now on.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
