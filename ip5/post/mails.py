"""The mails as they are read: subject line, plain text and HTML. They carry symbols and links only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formataddr
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ip5.accounts.models import Mandate, Person
from ip5.ballots.models import HeadLink, LinkMail
from ip5.outbox.kinds import KINDS
from ip5.outbox.models import Letter, Mailed, Notice
from ip5.post import invitations
from ip5.post.subjects import Facts

# With these a calendar file comes: the sessions as they stand at the moment of sending.
INVITING = frozenset({"meeting_announced", "meeting_moved", "meeting_postponed", "meeting_cancelled"})
DEPARTED = {"Auto-Submitted": "auto-generated"}
CODE_COMES = {
    HeadLink.CodeBy.MAIL: gettext_lazy("It asks for a code, which comes to your second address."),
    HeadLink.CodeBy.OFFICE: gettext_lazy(
        "It asks for a code, which a deputy head of your office reads out to you."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a mail: a sentence, where it leads, and until when something is wanted."""

    text: str
    url: str
    symbol: str
    call: str = ""
    deadline: str = ""
    left: str = ""
    aside: str = ""
    aside_url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What one hat is told in a digest that joins several."""

    acting_as: str
    acronym: str
    wanted: list[Line]
    changes: list[Line]


def zone_of(hat: Mandate) -> ZoneInfo:
    """Return the zone in which the hat reads times; UTC where the office's is unknown."""
    try:
        return hat.office.zone
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


def notice_line(kind: str, data: Mapping[str, Any], facts: Facts, zone: ZoneInfo, now: dt.datetime) -> Line:
    """Return the entry of a notice of this kind; a subject without symbol is "a draft"."""
    return _notice_line(kind, facts, zone, now, _texts(data))


@lru_cache(maxsize=4096)
def round_line(facts: Facts, zone: ZoneInfo, now: dt.datetime) -> Line:
    """Return the entry of a round whose answer is wanted."""
    return _line(_("Endorsement ballot"), facts, _("Open the ballot"), zone, now)


def notice_mail(notice: Notice, facts: Facts, now: dt.datetime) -> EmailMultiAlternatives:
    """Return the mail of one immediate notice."""
    hat = notice.mandate
    with _in_language():
        symbol = facts.symbol or _("a draft")
        context = {
            "heading": str(notice.words.heading) % {"symbol": symbol},
            "line": notice_line(notice.kind, notice.data, facts, zone_of(hat), now),
            "person": hat.person.name,
            "acting_as": hat.acting_as,
            "office": hat.office,
        }
        mail = _mail("post/notice", f"NET/AI: {context['heading']}", context, hat.person, notice)
        if notice.kind in INVITING:
            mail.attach(*invitations.of_notice(notice))
        return mail


def digest_mail(
    digest: Mailed, person: Person, sections: list[Section], local: dt.datetime
) -> EmailMultiAlternatives:
    """Return the digest of one reader; ``local`` is the time of sending in the reader's zone."""
    with _in_language():
        wanted = sum(len(each.wanted) for each in sections)
        changes = sum(len(each.changes) for each in sections)
        offices = ", ".join(dict.fromkeys(each.acronym for each in sections))
        day = formats.date_format(local.date(), "l j F Y")
        counts = ", ".join(
            part
            for count, part in (
                (wanted, ngettext("%(n)d wanted", "%(n)d wanted", wanted) % {"n": wanted}),
                (changes, ngettext("%(n)d change", "%(n)d changes", changes) % {"n": changes}),
            )
            if count
        )
        subject = _("%(offices)s: %(counts)s. NET/AI digest, %(day)s") % {
            "offices": offices,
            "counts": counts,
            "day": day,
        }
        context = {
            "heading": _heading(wanted, offices),
            "sections": sections,
            "several": len(sections) > 1,
            "person": person.name,
            "moment": _("%(day)s, %(time)s") % {"day": day, "time": f"{local:%H:%M %Z}"},
        }
        return _mail("post/digest", subject, context, person, digest)


def letter_mail(letter: Letter) -> EmailMultiAlternatives:
    """Return a sign-in mail as it was written."""
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to_address], headers=_headers(letter)
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def link_mail(row: LinkMail) -> EmailMultiAlternatives:
    """Return the mail with a Head's link, or the one with its code to the second address.

    Both are reckoned now from the link's seed; ``row.link`` is read with its round and its Head's hat.
    """
    link = row.link
    hat, symbol = link.mandate, {"symbol": link.round.full_symbol}
    with _in_language():
        context: dict[str, Any] = {
            "person": hat.person.name,
            "acting_as": hat.acting_as,
            "office": hat.office,
            "foot": _("Whoever has only one of link and code cannot answer. Not expected? Tell your office."),
        }
        if row.part == LinkMail.Part.CODE:
            heading = _("Code for an answer: %(symbol)s") % symbol
            line = _("The link in your other mail about %(symbol)s asks for this code.") % symbol
            context |= {"heading": heading, "line": line, "code": link.code}
            return _mail(
                "post/link", f"NET/AI: {heading}", context, hat.person, row, hat.person.second_address
            )
        heading = _("Answer by link: %(symbol)s") % symbol
        context |= {
            "heading": heading,
            "line": _("With this link you answer in %(symbol)s without signing in. %(code)s")
            % {**symbol, "code": CODE_COMES[link.code_by]},
            "deadline": formats.date_format(link.expires_at.astimezone(zone_of(hat)), "l j F, H:i T"),
            "url": f"{settings.SITE_URL}{reverse('ballots:by_link', args=[link.token])}",
        }
        return _mail("post/link", f"NET/AI: {heading}", context, hat.person, row)


def _heading(wanted: int, offices: str) -> str:
    if not wanted:
        return _("News for the %(offices)s") % {"offices": offices}
    return ngettext(
        "%(n)d answer wanted from the %(offices)s", "%(n)d answers wanted from the %(offices)s", wanted
    ) % {"n": wanted, "offices": offices}


def _texts(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in data.items() if isinstance(value, str))


@lru_cache(maxsize=4096)
def _notice_line(
    kind: str, facts: Facts, zone: ZoneInfo, now: dt.datetime, data: tuple[tuple[str, str], ...] = ()
) -> Line:
    # Many readers are told the same of the same subject: one run writes the sentence once.
    words = KINDS[kind]
    symbol = facts.symbol or _("a draft")
    line = _line(str(words.line) % {"symbol": symbol, **dict(data)}, facts, str(words.call), zone, now)
    if not words.aside:
        return line
    return replace(line, aside=str(words.aside), aside_url=f"{settings.SITE_URL}{words.aside_path}")


def _line(text: str, facts: Facts, call: str, zone: ZoneInfo, now: dt.datetime) -> Line:
    deadline = left = ""
    if facts.ends_at is not None and facts.ends_at > now:
        local = facts.ends_at.astimezone(zone)
        deadline = formats.date_format(local, "D j F, H:i")
        days = (facts.ends_at - now).days
        left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days} if days else _("ends today")
    return Line(text, f"{settings.SITE_URL}{facts.path}", facts.symbol, call, deadline, left)


def _mail(
    template: str, subject: str, context: dict[str, Any], person: Person, row: Mailed, address: str = ""
) -> EmailMultiAlternatives:
    context = {**context, "subject": subject, "site_url": settings.SITE_URL}
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string(f"{template}.txt", context),
        to=[formataddr((person.name, address or person.email))],
        headers=_headers(row),
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail


def _headers(row: Mailed) -> dict[str, str]:
    return {"Message-ID": row.derived_message_id, **DEPARTED}


def _in_language() -> Any:
    """Every mail is written in the installation's language, whatever the sender's thread spoke last."""
    return translation.override(settings.LANGUAGE_CODE)


@contextmanager
def writing() -> Iterator[None]:
    """The language and the zone in which sections are written; once around all of a chunk."""
    with _in_language(), timezone.override(dt.UTC):
        yield


@dataclass(frozen=True, slots=True)
class Voice:
    """How one hat is addressed in a digest, and the zone in which it reads times; alike for many."""

    acting_as: str
    acronym: str
    zone: ZoneInfo


def voice_of(hat: Mandate) -> Voice:
    """Return how a hat is addressed; within ``writing``."""
    return Voice(hat.acting_as, hat.office.acronym, zone_of(hat))


def section(
    voice: Voice,
    notices: Iterable[tuple[str, Mapping[str, Any], Facts]],
    wanted: Iterable[Facts],
    now: dt.datetime,
) -> Section:
    """Return one hat's part of a digest; the same sentence about the same subject is said once.

    ``notices`` are (kind, data, facts). To be called within ``writing``.
    """
    zone = voice.zone
    changes = dict.fromkeys(notice_line(kind, data, facts, zone, now) for kind, data, facts in notices)
    return Section(
        voice.acting_as, voice.acronym, [round_line(facts, zone, now) for facts in wanted], list(changes)
    )
