"""The folder: every page that the first one leads to, written beside and then put in place of the former one."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from ip5.public.bundle import links
from ip5.public.bundle.asking import NotAnswered, Site, static_prefix

# Where the crawl begins: what no page must lead to is named here too.
FIRST = ("/public/", "/public/feed.atom", "/public/roadmap.schema.json")
PREFIXES = ("/public/", "/verify/")
SPRITE = "img/icons.svg"
SUMS = "SHA256SUMS"
# By this file a former export is known.
SIGN = "ip5-export.json"
SIGNED = json.dumps({"form": 1, "what": "public site of the IP5 NET/AI roadmap"}, indent=1) + "\n"

Tell = Callable[[int, int, str], None]


class NotOurs(Exception):
    """The folder holds something that is not a former export."""


def write(folder: Path, *, tell: Tell = lambda done, known, name: None) -> int:
    """Write the public site into the folder, in place of a former export; return how many files it holds.

    ``tell(done, known, name)`` is called for each file. Refuses ``NotOurs`` a folder with anything else in it, and
    ``NotAnswered`` a page that leads nowhere; then the former export stands as it was.
    """
    check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        count = _fill(beside, tell)
        _put(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def check(folder: Path) -> None:
    """Refuse (``NotOurs``) what is neither empty nor a former export."""
    if folder.is_dir() and not (folder / SIGN).is_file() and any(folder.iterdir()):
        raise NotOurs(str(folder))
    if folder.exists() and not folder.is_dir():
        raise NotOurs(str(folder))


def _put(beside: Path, folder: Path) -> None:
    """Put the new folder in the place of the former one; if that fails, the former one comes back."""
    former = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(former)
    try:
        beside.rename(folder)
    except OSError:
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _fill(folder: Path, tell: Tell) -> int:
    crawl = Crawl(Site(), folder, tell)
    for path in FIRST:
        crawl.find(path)
    crawl.run()
    crawl.keep(SIGN, SIGNED.encode())
    crawl.keep(SUMS, crawl.sums())
    return len(crawl.hashes)


class Crawl:
    """Follows every link once, in the order in which it was found, so that two runs do the same."""

    def __init__(self, site: Site, folder: Path, tell: Tell) -> None:
        self.site, self.folder, self.tell = site, folder, tell
        self.sprite = site.static(SPRITE).decode()
        self.known: dict[str, str] = {}
        self.waiting: deque[str] = deque()
        self.hashes: dict[str, str] = {}

    def find(self, path: str) -> str:
        """Return where an address lies in the folder, and remember to write it. Refuses a foreign one."""
        if path not in self.known:
            self.known[path] = self._place(path)
            self.waiting.append(path)
        return self.known[path]

    def _place(self, path: str) -> str:
        if path.startswith(static_prefix()):
            return f"static/{self.site.static_name(path)}"
        if "?" in path or not path.startswith(PREFIXES):
            raise NotAnswered(f"{path}: not of the public site")
        return links.place_of(path)

    def run(self) -> None:
        """Write what is known until nothing new is found."""
        while self.waiting:
            path = self.waiting.popleft()
            if path.startswith(static_prefix()):
                self._static(self.site.static_name(path))
            else:
                self._answer(path, self.known[path])
            self.tell(len(self.known) - len(self.waiting), len(self.known), self.known[path])

    def _answer(self, path: str, place: str) -> None:
        answer = self.site.ask(path)
        if not answer.is_page:
            self.keep(place, answer.body)
            return
        page = answer.body.decode()
        for each in links.addresses(page):
            self.find(each)
        self.keep(place, links.rewritten(page, place, self.find, self.sprite).encode())

    def _static(self, name: str) -> None:
        body = self.site.static(name)
        self.keep(f"static/{name}", body)
        if name.endswith(".css"):
            for each in links.imported(body.decode()):
                self.find(static_prefix() + posixpath.normpath(posixpath.join(posixpath.dirname(name), each)))

    def keep(self, place: str, body: bytes) -> None:
        """Write one file and remember its hash."""
        where = self.folder / place
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(body)
        self.hashes[place] = sha256(body).hexdigest()

    def sums(self) -> bytes:
        """Return the hashes of everything written, as ``sha256sum --check`` reads them."""
        return "".join(f"{digest}  {place}\n" for place, digest in sorted(self.hashes.items())).encode()
