"""The published versions as an Atom feed, newest first. Equal versions give equal bytes: no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from roadmap.exports.edition import LANGUAGE, Edition, written

TYPE: Final = "application/atom+xml; charset=utf-8"
# An address of its own for the feed wherever it lies; it never changes.
FEED_ID: Final = "urn:uuid:6f0d7a52-2f0e-4d0f-9f6a-0d1f4c1c7a10"
# When the feed was last changed, before anything was published.
BEGINNING: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class _Feed(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


def write(editions: Sequence[Edition], *, home: str, own: str, address: Callable[[Edition], str]) -> bytes:
    """Return the feed; ``home`` is its page's address, ``own`` its own, ``address`` gives that of an edition."""
    feed = _Feed(
        title=_("IP5 NET/AI roadmap: published versions"),
        link=home,
        # Not printed by this generator; Atom's word for it is the subtitle. It is asked for all the same.
        description="",
        subtitle=_("Each version of the roadmap once it is public: editions, amendments and corrigenda."),
        language=LANGUAGE,
        author_name=_("IP5 NET/AI task force"),
        feed_url=own,
        feed_guid=FEED_ID,
    )
    for each in editions:
        feed.add_item(
            title=f"{each.symbol}, {each.title}",
            link=address(each),
            description=summary(each),
            unique_id=f"urn:uuid:{each.uuid}",
            pubdate=each.published_at,
            updateddate=each.published_at,
        )
    return feed.writeString("utf-8").encode()


def summary(edition: Edition) -> str:
    """Return what an entry says: when it was endorsed and published, and its fingerprint."""
    facts = {
        "endorsed": written(edition.endorsed_on),
        "published": written(edition.published_on),
        "hash": edition.sha256,
    }
    if not edition.endorsed_on:
        return _("Published %(published)s. SHA-256 %(hash)s") % facts
    return (
        _("Endorsed by the Heads of Office on %(endorsed)s, published %(published)s. SHA-256 %(hash)s")
        % facts
    )
