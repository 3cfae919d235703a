"""The public site as a folder of files that opens from disk and lies on any web server.

``asking`` gets pages from this site without a network, ``links`` turns their addresses into relative ones,
``writing`` follows every link from the first page and writes the folder, beside the former one until it is whole.
"""

from ip5.public.bundle.asking import MARK, NotAnswered
from ip5.public.bundle.writing import NotOurs, write

__all__ = ["MARK", "NotAnswered", "NotOurs", "write"]
