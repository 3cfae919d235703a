"""What changed between two texts: nothing lost, words and sentences, long texts in time."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals import diff
from proposals.diff import DELETE, EQUAL, INSERT, Segment

WORDS = st.text(alphabet="ab c\n.,。！？日本語한국 é", max_size=60)


def old_of(segments):
    return "".join(each.text for each in segments if each.kind != INSERT)


def new_of(segments):
    return "".join(each.text for each in segments if each.kind != DELETE)


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS)
def test_nothing_is_lost(old, new):
    segments = diff.compare(old, new)
    assert (old_of(segments), new_of(segments)) == (old, new)
    assert all(each.text for each in segments)
    kinds = [each.kind for each in segments]
    assert all(one != next_one for one, next_one in pairwise(kinds))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcde"), max_size=400), st.lists(st.sampled_from("abcde"), max_size=400))
def test_nothing_is_lost_in_long_repetitive_texts(old, new):
    before, after = " ".join(old), " ".join(new)
    segments = diff.compare(before, after)
    assert (old_of(segments), new_of(segments)) == (before, after)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_folding_keeps_every_word(old, new):
    segments = diff.compare(old * 40, new + old * 39)
    rows = diff.folded(segments)
    shown = [part for row in rows for part in (row.segments or (Segment(EQUAL, row.skipped),))]
    assert (old_of(shown), new_of(shown)) == (old_of(segments), new_of(segments))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("Same.", "Same.", [(EQUAL, "Same.")]),
        ("", "New", [(INSERT, "New")]),
        ("Old", "", [(DELETE, "Old")]),
        (
            "A sample of 5,000 cases.",
            "A sample of 10,000 cases.",
            [(EQUAL, "A sample of "), (DELETE, "5,000"), (INSERT, "10,000"), (EQUAL, " cases.")],
        ),
        (
            "about twenty days each",
            "about fifteen working days each",
            [(EQUAL, "about "), (DELETE, "twenty"), (INSERT, "fifteen working"), (EQUAL, " days each")],
        ),
        # A space between two changed words belongs to the change.
        ("one two three", "six ten three", [(DELETE, "one two"), (INSERT, "six ten"), (EQUAL, " three")]),
    ],
)
def test_words(old, new, expected):
    assert [(each.kind, each.text) for each in diff.compare(old, new)] == expected


def test_eastern_texts_are_compared_by_sentence_then_by_character():
    old = "各庁は分類を共有する。標本は五千件とする。費用は各庁が負担する。"
    new = "各庁は分類を共有する。標本は一万件とする。費用は各庁が負担する。"
    assert [(each.kind, each.text) for each in diff.compare(old, new)] == [
        (EQUAL, "各庁は分類を共有する。標本は"),
        (DELETE, "五千"),
        (INSERT, "一万"),
        (EQUAL, "件とする。費用は各庁が負担する。"),
    ]


def test_a_sentence_written_anew_is_replaced_whole():
    segments = diff.compare("甲乙丙丁戊己庚辛。終わり。", "山川草木の国花鳥。終わり。")
    assert [(each.kind, each.text) for each in segments][:2] == [
        (DELETE, "甲乙丙丁戊己庚辛。"),
        (INSERT, "山川草木の国花鳥。"),
    ]


def test_korean_is_compared_by_character_inside_a_changed_sentence():
    segments = diff.compare("표본은 오천 건이다. 비용은 없다.", "표본은 일만 건이다. 비용은 없다.")
    assert [(each.kind, each.text) for each in segments if each.kind != EQUAL] == [
        (DELETE, "오천"),
        (INSERT, "일만"),
    ]


def test_a_japanese_phrase_in_an_english_text_is_compared_by_character():
    english = "The office publishes its notices under the following heading, as agreed before: "
    changed = [
        each for each in diff.compare(english + "公報目次", english + "公報目録") if each.kind != EQUAL
    ]
    assert changed == [Segment(DELETE, "次"), Segment(INSERT, "録")]


def test_counts():
    assert diff.count(diff.compare("one two three four", "one 2 2b three five")) == diff.Counts(
        3, 2, 2, False
    )
    assert diff.count(diff.compare("標本は五千件。", "標本は一万件。")) == diff.Counts(2, 2, 1, True)
    assert diff.count(diff.compare("same", "same")).places == 0


def test_long_unchanged_stretches_are_folded():
    stretch = "word " * 200
    rows = diff.folded(diff.compare(stretch + "end", stretch + "stop"))
    assert [bool(row.skipped) for row in rows] == [True, False]
    assert len(rows[0].skipped) > 800
    assert rows[1].segments[-1] == Segment(INSERT, "stop")


def scattered(tokens, edits, chance):
    """Return the tokens with ``edits`` changes, and how many characters of the old ones were not touched."""
    changed, kept = list(tokens), sum(map(len, tokens))
    for place in sorted(chance.sample(range(len(tokens)), edits), reverse=True):
        deed = chance.choice(("replace", "insert", "delete"))
        if deed != "insert":
            kept -= len(changed[place])
            del changed[place]
        if deed != "delete":
            changed.insert(place, chance.choice(tokens))
    return changed, kept


def english(chance):
    vocabulary = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(400)]
    return [chance.choice(vocabulary) + " " for _ in range(7_700)]


def japanese(chance):
    signs = [chr(0x4E00 + chance.randint(0, 900)) for _ in range(500)]
    return ["。" if place % 30 == 29 else chance.choice(signs) for place in range(50_000)]


def one_word(chance):
    return ["word "] * 10_000


@pytest.mark.parametrize("language", [english, japanese, one_word])
def test_a_thousand_edits_in_a_long_section(language):
    chance = random.Random(2021)
    tokens = language(chance)
    changed, kept = scattered(tokens, 1_000, chance)
    old, new = "".join(tokens), "".join(changed)
    assert len(old) >= 49_000
    spent = []
    for _ in range(3):
        start = time.process_time()
        segments = diff.compare(old, new)
        spent.append(time.process_time() - start)
    assert (old_of(segments), new_of(segments)) == (old, new)
    assert sum(len(each.text) for each in segments if each.kind == EQUAL) >= 0.9 * kept
    assert min(spent) <= 0.3


def test_two_long_texts_with_nothing_in_common_end_too():
    old = " ".join(f"x{n}" for n in range(7_000))
    new = " ".join(f"y{n}" for n in range(7_000))
    start = time.process_time()
    segments = diff.compare(old, new)
    assert time.process_time() - start <= 2
    assert (old_of(segments), new_of(segments)) == (old, new)
