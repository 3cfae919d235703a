"""The reference round: the ballots of domain.md section 4 as one plain object, to compare the product with.

Written by someone who read domain.md and no line of the product. There is no clock, no holiday and no database
in it: every deed is told `now`, and every period comes in as an instant its caller computed. Every deed returns
("ok", what) or ("refused", kind), where kind is the first ground that holds of

- "right": this hat may never do this here,
- "state": the round, or this seat of it, is not where the deed exists,
- "late": the instant has come ("late is not counted"),
- "time": it is too early, or a period would be shortened,
- "words": a text, a reason or a known answer is missing.

All grounds of the last refusal stand in `grounds`, for a comparison that does not hang on their order. A refused
deed changes nothing. Quotations in docstrings are from domain.md, sections 2 and 4.
"""

from collections.abc import Iterable

from tests.ballots import oracle_all as oracle

from . import reference_rules as rules
from .reference_after import AfterClose
from .reference_rules import MEMBERS, Instant, Position, Result, Texts
from .reference_session import Session
from .reference_sight import Sight
from .reference_silence import Silence


class ReferenceRound(Silence, Session, Sight, AfterClose):
    """One round of one rule set: "announced (tf_silence only) -> open -> closed | cancelled | refused"."""

    # Opening -------------------------------------------------------------------------------------------------

    def open(
        self,
        now: Instant,
        ends_at: Instant = None,
        *,
        capacity: str = "co_chair",
        seconded_by: str = "",
        least_end: Instant = None,
        reason: str = "",
        not_urgent_until: Instant = None,
        not_urgent_end: Instant = None,
        present: Iterable[str] = MEMBERS,
    ) -> Result:
        """Open an explicit, session or Heads' round; a round with `not_urgent_until` is a short one.

        "The roll is the five member offices, fixed as seats at opening"; "short, with the chair's reason: n >=
        5"; a period under the minimum (`least_end`) is refused; Heads have "no silence, no time-out".
        """
        short = not_urgent_until is not None
        if (ends_at is None) != (self.rule_set == "heads") or short != (not_urgent_end is not None):
            raise ValueError(
                "a Heads' round has no end, every other one has, and a short one has both instants"
            )
        if refused := self._refused(
            right=not rules.chairs(capacity, seconded_by, self.lead_office),
            state=self.state != "" or self.rule_set == "tf_silence",
            time=ends_at is not None and (ends_at <= now or (least_end is not None and ends_at < least_end)),
            words=short and rules.is_blank(reason),
        ):
            return refused
        self._start(now, ends_at)
        self.not_urgent_until, self.not_urgent_end = not_urgent_until, not_urgent_end
        self.present = set(present) if self.rule_set == "tf_session" else set()
        return "ok", "opened"

    def _start(self, now: Instant, ends_at: Instant) -> None:
        self.state, self.roll, self.opened_at, self.ends_at = "open", MEMBERS, now, ends_at

    def announce(
        self,
        now: Instant,
        opens_at: Instant,
        ends_at: Instant,
        *,
        capacity: str = "co_chair",
        seconded_by: str = "",
        least_opening: Instant = None,
    ) -> Result:
        """Announce a silence procedure: "announced 2 days before (announcing gives the symbol, mails all five,
        leaves the subject where it is), opened by the clock unless the subject has moved".
        """
        too_soon = opens_at <= now or (least_opening is not None and opens_at < least_opening)
        if refused := self._refused(
            right=not rules.chairs(capacity, seconded_by, self.lead_office),
            state=self.state != "" or self.rule_set != "tf_silence",
            time=too_soon or ends_at <= opens_at,
        ):
            return refused
        self.state, self.opens_at, self.ends_at = "announced", opens_at, ends_at
        return "ok", "announced"

    def refuse_announced(self, office: str, capacity: str, designated: bool, now: Instant) -> Result:
        """Refuse an announced silence: "refusable by any HoD until then (the round ends `refused`)"."""
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=self.state != "announced",
            late=self.opens_at is not None and now >= self.opens_at,
        ):
            return refused
        self.state, self.closed_at = "refused", now
        return "ok", "refused"

    def open_by_clock(self, now: Instant, *, subject_moved: bool = False) -> Result:
        """Open an announced silence at its instant: "opened by the clock unless the subject has moved"."""
        if refused := self._refused(
            state=self.state != "announced", time=self.opens_at is not None and now < self.opens_at
        ):
            return refused
        if subject_moved:
            self.state, self.closed_at = "cancelled", now
            return "ok", "cancelled"
        self._start(now, self.ends_at)
        return "ok", "opened"

    # While it is open ----------------------------------------------------------------------------------------

    def cast(
        self, office: str, capacity: str, designated: bool, answer: str, texts: Texts, now: Instant
    ) -> Result:
        """Give one office's answer, or change it.

        "One office, one current position, all former ones kept"; "late is not counted"; tf_session: "each
        present HoD may press object or reserve on the own screen within the time set"; heads: "changes until
        close", by the Head or the delegated deputy; in tf_silence nobody casts.
        """
        speaks = rules.speaks_as_head if self.rule_set == "heads" else rules.speaks_for_seat
        away = self.rule_set == "tf_session" and office not in self.present
        if refused := self._refused(
            right=not speaks(office, capacity, designated),
            state=not self._is_open() or self.rule_set == "tf_silence" or away,
            late=self._is_over(now),
            time=answer == "defer" and texts.get("until") is not None and texts["until"] <= now,
            words=answer not in rules.ANSWERS[self.rule_set] or rules.misses_words(answer, texts),
        ):
            return refused
        self._take(Position(office, answer, dict(texts), now, capacity))
        return "ok", "cast"

    def _take(self, position: Position) -> None:
        self.history.append(position)
        self.current[position.office] = position

    def maintain(
        self, office: str, capacity: str, designated: bool, former: "ReferenceRound", now: Instant
    ) -> Result:
        """Say again what one's office said in a former round: "positions do not carry over ("maintain" is one
        explicit click)".
        """
        position = former.current.get(office)
        if position is None:
            return self._refuse("state")
        return self.cast(office, capacity, designated, position.answer, position.texts, now)

    def prepare(
        self, office: str, capacity: str, designated: bool, answer: str, texts: Texts, now: Instant
    ) -> Result:
        """Prepare one's office's position; it counts for nothing: "prepare own office's position: delegate, HoD"."""
        if refused := self._refused(
            right=not rules.may_prepare(office, capacity),
            state=not self._is_open("tf_explicit"),
            late=self._is_over(now),
            words=answer not in rules.ANSWERS[self.rule_set],
        ):
            return refused
        self.prepared[office] = Position(office, answer, dict(texts), now, capacity)
        return "ok", "prepared"

    def press_not_urgent(self, office: str, capacity: str, designated: bool, now: Instant) -> Result:
        """Ask for the full period: "until 17:00 in the westernmost office on day 2 any HoD may press "not
        urgent", which moves the end once to day 10 of the same opening". Never to an earlier end.
        """
        short = self.not_urgent_until is not None
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=not self._is_open() or not short or self.pressed_not_urgent,
            late=short and now >= self.not_urgent_until,
        ):
            return refused
        self.pressed_not_urgent = True
        self.ends_at = max(self.ends_at, self.not_urgent_end)
        return "ok", "not_urgent"

    def extend(
        self, new_end: Instant, now: Instant, *, capacity: str = "co_chair", seconded_by: str = ""
    ) -> Result:
        """Give more time: "the chair may extend, never shorten". A Heads' round has no end to move."""
        if refused := self._refused(
            right=not rules.chairs(capacity, seconded_by, self.lead_office),
            state=not self._is_open() or self.ends_at is None,
            late=self._is_over(now),
            time=self.ends_at is not None and new_end <= self.ends_at,
        ):
            return refused
        self.ends_at = new_end
        return "ok", "extended"

    def cancel(
        self, reason: str, now: Instant, *, capacity: str = "co_chair", seconded_by: str = ""
    ) -> Result:
        """Cancel: the chair "may cancel with reason"; "a cancelled round's positions stay sealed for ever"."""
        if refused := self._refused(
            right=not rules.chairs(capacity, seconded_by, self.lead_office),
            state=self.state not in ("announced", "open"),
            words=rules.is_blank(reason),
        ):
            return refused
        self.state, self.closed_at = "cancelled", now
        return "ok", "cancelled"

    # Closing -------------------------------------------------------------------------------------------------

    def close(
        self,
        by: str,
        now: Instant,
        *,
        seconded_by: str = "",
        extension_end: Instant = None,
        due: Instant = None,
        at_meeting: bool = False,
    ) -> Result:
        """Close the round: `by` is "clock" or the capacity of whoever tries.

        "Clock; co-chair once all five have answered (tf_explicit) or the set time has run (tf_session); the break
        itself (tf_silence)"; heads: "closed by the chair". `extension_end` is where the one automatic extension
        would move the end in force, `due` when confirmations would be due: 10, "at most 20 common working days".
        """
        grounds = self._against_the_clock(now) if by == "clock" else self._against_the_chair(now, at_meeting)
        if by != "clock":
            grounds["right"] |= not rules.chairs(by, seconded_by, self.lead_office)
        if refused := self._refused(**grounds):
            return refused
        if by == "clock" and self.missing() and not self.extended:
            if extension_end is None or extension_end <= self.ends_at:
                raise ValueError("the automatic extension needs an end after the one in force")
            self.extended, self.ends_at = True, extension_end
            return "ok", "extended"
        self._close(now, due)
        return "ok", "closed"

    def _against_the_clock(self, now: Instant) -> dict[str, bool]:
        """Return what speaks against a close by the clock.

        It closes what has an end of its own: a session stays open for recorded words until its chair closes it,
        and a Heads' round knows "no silence, no time-out".
        """
        return {
            "state": not self._is_open("tf_explicit", "tf_silence"),
            "time": self._is_open() and not self._is_over(now),
        }

    def _against_the_chair(self, now: Instant, at_meeting: bool) -> dict[str, bool]:
        """Return what speaks against a close by the chair.

        "May close early once all five have answered", in a short round not before the "not urgent" instant ("no
        early close before that instant"); heads: "at the earliest 24 hours after the fifth answer was last given
        or changed, or at the Heads' meeting; a close that finds one missing and no return is refused".
        """
        explicit, heads = self._is_open("tf_explicit"), self._is_open("heads")
        waits_for_not_urgent = self.not_urgent_until is not None and now < self.not_urgent_until
        return {
            "right": self.rule_set == "tf_silence",
            "state": not self._is_open()
            or (explicit and bool(self.missing()))
            or (heads and bool(self.missing()) and "return" not in self.words()),
            "time": (explicit and waits_for_not_urgent)
            or (self._is_open("tf_session") and not self._is_over(now))
            or (heads and not at_meeting and not self._has_waited(now)),
        }

    def _has_waited(self, now: Instant) -> bool:
        """Say whether the Heads' 24 hours have run; they begin anew with every answer given or changed."""
        last = max((position.at for position in self.current.values()), default=None)
        return not self.missing() and last is not None and now >= last + self.heads_wait

    def _close(self, now: Instant, due: Instant) -> None:
        if self.rule_set == "tf_silence":
            self.outcome, self.level = oracle.silence(False, not self.missing(), self.extended)
        elif self.rule_set == "tf_session":
            self.outcome, self.level = oracle.session(self.words())
        elif self.rule_set == "heads":
            self.outcome, self.level = oracle.heads(self.words())
        else:
            self.outcome, self.level = oracle.explicit(self.words())
        if self.outcome == "provisional" and due is None:
            raise ValueError("a provisional outcome needs the instant its confirmations are due")
        self.state, self.closed_at, self.outcome_at_close = "closed", now, self.outcome
        self.due = due if self.outcome == "provisional" else None
        self._write_reservations()
        if self.outcome == "heads_endorsed_conditionally":
            self._write_conditions()
        if self.outcome == "heads_deferred":
            deferring = (position for position in self.current.values() if position.answer == "defer")
            self.defer_until = max(position.texts["until"] for position in deferring)

    def open_next_by_clock(self, now: Instant) -> Result:
        """Open the round after a deferral; it is `next_round` then.

        "Heads_deferred (at the latest date the clock opens a next round on the same version, answers not carried
        over)".
        """
        if refused := self._refused(
            state=self.outcome != "heads_deferred" or self.next_round is not None,
            time=self.defer_until is not None and now < self.defer_until,
        ):
            return refused
        self.next_round = ReferenceRound(
            "heads", lead_office=self.lead_office, restricted=self.restricted, heads_wait=self.heads_wait
        )
        self.next_round._start(now, None)
        return "ok", "opened"
