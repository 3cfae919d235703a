"""What changed between two texts, by words; for Chinese, Japanese and Korean by sentences, then characters.

Difflib and diff-match-patch are quadratic in the number of edits: a long section with a thousand of them
costs seconds, or ends in one replaced block. Here unique runs of tokens (first long, then short ones) pin
the texts together, and what lies between two pins is small enough to be compared token by token.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

EQUAL, INSERT, DELETE = "equal", "insert", "delete"

# Han, kana, Hangul, and their full-width marks: scripts whose words are not told by spaces.
EAST = "\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
EAST += "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af"
EASTERN = re.compile(f"[{EAST}]")
NUMBER = r"\d+(?:[.,]\d+)+"
WORD = re.compile(rf"\s+|[{EAST}]|{NUMBER}|(?:(?![{EAST}])\w)+|[^\w\s]")
SENTENCE = re.compile(r"[^。！？\n.!?]*(?:[。！？]+|\n+|[.!?](?:\s+|$)|[.!?]|$)")
COUNTED = re.compile(rf"(?=\w)[{EAST}]|{NUMBER}|(?:(?![{EAST}])\w)+")
EASTERN_SHARE = 0.2

RUNS = (12, 6, 3, 1)
SMALL = 2_500
REACH = 96
AHEAD = 3
BUDGET = 150_000
LONG = 320
KEPT = 120


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is in both texts, only in the new one, or only in the old one."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was added and removed, and in how many places."""

    added: int
    removed: int
    places: int
    by_character: bool


Block = tuple[int, int, int]


def compare(old: str, new: str) -> list[Segment]:
    """Return ``new`` against ``old`` as segments.

    The equal and inserted ones joined are ``new``, the equal and deleted ones joined are ``old``; the
    deleted one comes first where both meet.
    """
    if old == new:
        return [Segment(EQUAL, old)] if old else []
    if is_eastern(old + new):
        return merged(_by_sentence(old, new))
    return merged(without_crumbs(_compared(WORD.findall(old), WORD.findall(new))))


def is_eastern(text: str) -> bool:
    """Whether enough of the text is Chinese, Japanese or Korean to be compared by sentence."""
    solid = sum(not each.isspace() for each in text)
    return solid > 0 and len(EASTERN.findall(text)) >= solid * EASTERN_SHARE


def count(segments: Sequence[Segment]) -> Counts:
    """Return how many words were added and removed; of an eastern text, characters."""
    eastern = is_eastern("".join(each.text for each in segments))
    size = dict.fromkeys((EQUAL, INSERT, DELETE), 0)
    for each in segments:
        size[each.kind] += len(COUNTED.findall(each.text))
    places = sum(changed for changed, _run in groupby(segments, key=lambda each: each.kind != EQUAL))
    return Counts(size[INSERT], size[DELETE], places, eastern)


def _by_sentence(old: str, new: str) -> Iterator[Segment]:
    """Yield the sentences that stayed, and inside the changed ones the characters."""
    sentences = (
        [each for each in SENTENCE.findall(old) if each],
        [each for each in SENTENCE.findall(new) if each],
    )
    for is_change, run in groupby(_compared(*sentences), key=lambda each: each.kind != EQUAL):
        parts = list(run)
        if not is_change:
            yield from parts
            continue
        before = "".join(each.text for each in parts if each.kind == DELETE)
        after = "".join(each.text for each in parts if each.kind == INSERT)
        yield from _readable(before, after, without_crumbs(_compared(before, after)))


def _readable(before: str, after: str, found: list[Segment]) -> list[Segment]:
    """Return ``found``, or the whole replaced when what was kept is chance and not a common sentence."""
    kept = sum(len(each.text) for each in found if each.kind == EQUAL)
    if kept * 4 >= min(len(before), len(after)):
        return found
    return [Segment(DELETE, before), Segment(INSERT, after)]


def without_crumbs(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments with mere spaces between two changes counted to the change: easier to read."""
    segments = merged(segments)
    result: list[Segment] = []
    for place, each in enumerate(segments):
        inside = 0 < place < len(segments) - 1
        if each.kind == EQUAL and inside and each.text.isspace() and "\n" not in each.text:
            result += [Segment(DELETE, each.text), Segment(INSERT, each.text)]
        else:
            result.append(each)
    return result


def merged(segments: Sequence[Segment] | Iterator[Segment]) -> list[Segment]:
    """Return the segments with neighbours of a kind joined, of a change first what was deleted."""
    result = []
    for is_change, run in groupby(segments, key=lambda each: each.kind != EQUAL):
        parts = list(run)
        for kind in (DELETE, INSERT) if is_change else (EQUAL,):
            text = "".join(each.text for each in parts if each.kind == kind)
            if text:
                result.append(Segment(kind, text))
    return result


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Segment]:
    """Return two lists of tokens compared, as segments."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(each, len(numbers)) for each in old]
    b = [numbers.setdefault(each, len(numbers)) for each in new]
    segments, i, j = [], 0, 0
    for at, to, size in [*_blocks(a, b), (len(a), len(b), 0)]:
        rows = ((DELETE, old[i:at]), (INSERT, new[j:to]), (EQUAL, old[at : at + size]))
        segments += [Segment(kind, "".join(tokens)) for kind, tokens in rows if tokens]
        i, j = at + size, to + size
    return segments


def _blocks(a: list[int], b: list[int]) -> list[Block]:
    """Return the matching blocks (place in a, place in b, length) in order."""
    found: list[Block] = []
    gaps = [(0, len(a), 0, len(b), 0)]
    budget = [BUDGET]
    while gaps:
        low, high, left, right, level = gaps.pop()
        start, end = low, high
        while low < high and left < right and a[low] == b[left]:
            low, left = low + 1, left + 1
        found.append((start, left - low + start, low - start))
        while low < high and left < right and a[high - 1] == b[right - 1]:
            high, right = high - 1, right - 1
        found.append((high, right, end - high))
        if low == high or left == right:
            continue
        if (high - low) * (right - left) <= SMALL:
            found += _exact(a, b, low, high, left, right)
        elif level == len(RUNS):
            found += _walk(a, b, low, high, left, right, budget)
        else:
            size = RUNS[level]
            i, j = low, left
            for at, to in _pins(a[low:high], b[left:right], size):
                skip = max(i - low - at, j - left - to, 0)
                if skip >= size:
                    continue
                at, to = low + at + skip, left + to + skip
                gaps.append((i, at, j, to, level + 1))
                found.append((at, to, size - skip))
                i, j = at + size - skip, to + size - skip
            gaps.append((i, high, j, right, level + 1))
    return _joined(sorted(found))


def _joined(found: list[Block]) -> list[Block]:
    """Return the blocks with those that continue each other made one."""
    result: list[Block] = []
    start = to = length = 0
    for i, j, size in found:
        if (i, j) == (start + length, to + length):
            length += size
            continue
        if length:
            result.append((start, to, length))
        start, to, length = i, j, size
    return [*result, (start, to, length)] if length else result


def _pins(a: list[int], b: list[int], size: int) -> list[tuple[int, int]]:
    """Return where runs of ``size`` tokens that are unique in both stand, in the order of both."""
    here, there = _unique(a, size), _unique(b, size)
    pairs = [(place, there[run]) for run, place in here.items() if run in there]
    pairs.sort()
    # The longest increasing chain, by patience: what was moved is left out.
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_place, to) in enumerate(pairs):
        pile = bisect_left(tails, to)
        before.append(ends[pile - 1] if pile else -1)
        tails[pile : pile + 1], ends[pile : pile + 1] = [to], [index]
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _unique(tokens: list[int], size: int) -> dict[tuple[int, ...], int]:
    """Return each run of ``size`` tokens that occurs once, with its place."""
    places: dict[tuple[int, ...], int] = {}
    for place, run in enumerate(zip(*(tokens[shift:] for shift in range(size)), strict=False)):
        places[run] = -1 if run in places else place
    return {run: place for run, place in places.items() if place >= 0}


def _exact(a: list[int], b: list[int], low: int, high: int, left: int, right: int) -> list[Block]:
    """Return the longest common subsequence of two short stretches."""
    wide = right - left + 1
    rows = [[0] * wide]
    for i in range(high - 1, low - 1, -1):
        below, row = rows[-1], [0] * wide
        for j in range(wide - 2, -1, -1):
            row[j] = below[j + 1] + 1 if a[i] == b[left + j] else max(below[j], row[j + 1])
        rows.append(row)
    rows.reverse()
    found, i, j = [], low, left
    while i < high and j < right:
        if a[i] == b[j]:
            found.append((i, j, 1))
            i, j = i + 1, j + 1
        elif rows[i - low + 1][j - left] >= rows[i - low][j - left + 1]:
            i += 1
        else:
            j += 1
    return found


def _walk(
    a: list[int], b: list[int], low: int, high: int, left: int, right: int, budget: list[int]
) -> list[Block]:
    """Return the matches of two long stretches that repeat themselves: step on, at a change look ahead.

    ``budget`` bounds the looking of one comparison; what is left when it is spent counts as replaced.
    """
    found = []
    while low < high and left < right:
        if a[low] == b[left]:
            found.append((low, left, 1))
            low, left = low + 1, left + 1
            continue
        step = _next_match(a, b, low, high, left, right, budget)
        if budget[0] <= 0:
            break
        # Nothing near fits: one token on each side is replaced.
        low, left = low + step[0], left + step[1]
    return found


def _next_match(
    a: list[int], b: list[int], low: int, high: int, left: int, right: int, budget: list[int]
) -> tuple[int, int]:
    """Return the shortest step on both sides after which the next few tokens are the same."""
    for far in range(1, REACH):
        for i in range(far + 1):
            j = far - i
            at, to = low + i, left + j
            if at < high and to < right and a[at] == b[to] and a[at : at + AHEAD] == b[to : to + AHEAD]:
                budget[0] -= far * far
                return i, j
    budget[0] -= REACH * REACH // 2
    return 1, 1


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the difference as shown: segments to read, or an unchanged stretch folded away."""

    segments: tuple[Segment, ...] = ()
    skipped: str = ""


def folded(segments: Sequence[Segment]) -> list[Row]:
    """Return the segments as rows, long unchanged stretches folded but for the words beside a change."""
    rows: list[Row] = []
    shown: list[Segment] = []
    for place, each in enumerate(segments):
        if each.kind != EQUAL or len(each.text) <= LONG:
            shown.append(each)
            continue
        start = _cut(each.text, KEPT) if place else 0
        end = _cut(each.text, len(each.text) - KEPT) if place < len(segments) - 1 else len(each.text)
        if start:
            shown.append(Segment(EQUAL, each.text[:start]))
        if shown:
            rows.append(Row(segments=tuple(shown)))
        rows.append(Row(skipped=each.text[start:end]))
        shown = [Segment(EQUAL, each.text[end:])] if each.text[end:] else []
    return [*rows, Row(segments=tuple(shown))] if shown else rows


def _cut(text: str, near: int) -> int:
    """Return a place near ``near`` between two words, if there is one."""
    space = text.find(" ", near, near + 40)
    return space + 1 if space >= 0 else near
