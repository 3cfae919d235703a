"""A settled process: what was loaded is left alone, what is made later and goes in circles is still found."""

import subprocess
import sys

SETTLED = """
import gc, weakref
from ip5.kernel import memory
kept = [[] for _ in range(10_000)]
memory.settle()
assert gc.get_freeze_count() > 10_000
assert gc.get_threshold() == (memory.YOUNG, memory.MIDDLE, memory.OLD)

class Node:
    pass

node = Node()
node.itself = node
seen = weakref.ref(node)
del node
made = [[] for _ in range(memory.YOUNG + 1)]
assert seen() is None
"""


def test_circles_made_later_are_still_found():
    subprocess.run([sys.executable, "-c", SETTLED], check=True, timeout=60)
