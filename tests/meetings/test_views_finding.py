"""The finder's page, the poll, the choice: who sees them, what they say, what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from meetings.actions import course
from meetings.models import SlotAnswer
from tests.meetings import stages
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def value(start: dt.datetime, days: int = 3, minutes: int = 150) -> str:
    return f"{start:%Y-%m-%dT%H:%M}/{days}/{minutes}"


class TestFinding:
    def test_it_prints_the_formula_the_slots_and_the_heat_map(self, cast):
        meeting = stages.planned(cast)
        page = text_of(cast.client("secretariat").get(f"/meetings/{meeting.uuid}/find/"))
        assert "outside 09–18 local count once, outside 07–22 three times, on a closed day five times" in page
        assert page.count('name="slots"') == 10
        assert "Heat map of" in page

    def test_the_clocks_of_one_side_are_warned_of(self, cast):
        meeting = stages.planned(cast)
        asked = {"first": "2027-03-15", "last": "2027-03-19", "days": 1, "minutes": 120}
        page = text_of(cast.client("chair_kr").get(f"/meetings/{meeting.uuid}/find/", asked))
        assert "Munich – Alexandria, Virginia: only one side has changed its clocks" in page
        asked |= {"first": "2027-04-12", "last": "2027-04-16"}
        page = text_of(cast.client("chair_kr").get(f"/meetings/{meeting.uuid}/find/", asked))
        assert "only one side has changed" not in page

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            ("2020-01-01", "2020-02-01", "Choose a day to come."),
            ("2027-05-02", "2027-05-01", "The last day is not before the first."),
            ("2027-05-02", "2028-05-01", "At most 120 days at once."),
            ("x", "2027-05-01", "Enter a valid date."),
        ],
    )
    def test_what_it_cannot_look_through_it_refuses(self, cast, first, last, said):
        meeting = stages.planned(cast)
        asked = {"first": first, "last": last, "days": 1, "minutes": 120}
        response = cast.client("chair_kr").get(f"/meetings/{meeting.uuid}/find/", asked)
        assert response.status_code == 422
        assert said in text_of(response)

    def test_what_was_borne_before_is_carried_and_whose_turn_it_is(self, cast):
        meeting = stages.planned(cast)
        page = text_of(cast.client("chair_kr").get(f"/meetings/{meeting.uuid}/find/"))
        assert "bore 990" in page
        assert "Borne least so far, so next in turn:" in page

    def test_the_heat_map_of_any_day_knows_its_closed_days(self, cast):
        meeting = stages.planned(cast)
        asked = {"first": "2027-06-08", "last": "2027-06-11", "days": 1, "minutes": 120}
        page, shown = f"/meetings/{meeting.uuid}/find/", {}
        for first, last in (("2027-06-08", "2027-06-11"), ("2027-05-03", "2027-05-05")):
            # Golden Week: Tokyo is closed, whether it lies in the span or not.
            asked |= {"first": first, "last": last, "heat": "2027-05-04"}
            shown[first] = cast.client("chair_kr").get(page, asked).context["heat"]
        assert shown["2027-06-08"] == shown["2027-05-03"]
        assert max(row["cells"][1]["score"] for row in shown["2027-06-08"]) == 5 * 120


class TestThePoll:
    def test_asked_answered_chosen(self, cast):
        meeting = stages.planned(cast)
        body, member = cast.client("secretariat"), cast.client("delegate_jp")
        start = stages.noon(70)
        body.post(
            f"/meetings/{meeting.uuid}/ask/", {"slots": [value(start), value(start + dt.timedelta(days=7))]}
        )
        first, second = meeting.options.all()
        page = text_of(member.get(f"/meetings/{meeting.uuid}/slots/"))
        assert "In Tokyo:" in page
        sent = {f"slot_{first.pk}": "good", f"slot_{second.pk}": "impossible"}
        assert member.post(f"/meetings/{meeting.uuid}/slots/", sent).status_code == 302
        assert set(SlotAnswer.objects.values_list("office__code", "option", "fit")) == {
            ("JP", first.pk, "good"),
            ("JP", second.pk, "impossible"),
        }
        assert "Suits us" in text_of(body.get(meeting.get_absolute_url()))
        body.post(f"/meetings/{meeting.uuid}/slots/{first.uuid}/choose/")
        assert meeting.sessions.get(number=1).starts_at == start

    def test_an_answer_that_lacks_a_slot_keeps_the_others(self, cast):
        meeting = stages.planned(cast)
        course.ask_slots(
            meeting, by=cast.secretariat, slots=[(stages.noon(70), 1, 60), (stages.noon(80), 1, 60)]
        )
        first, _second = meeting.options.all()
        response = cast.client("hod_jp").post(
            f"/meetings/{meeting.uuid}/slots/", {f"slot_{first.pk}": "possible"}
        )
        assert response.status_code == 422
        assert not SlotAnswer.objects.exists()

    def test_a_slot_that_lies_behind_is_neither_shown_nor_asked(self, cast):
        meeting = stages.planned(cast)
        course.ask_slots(
            meeting, by=cast.secretariat, slots=[(stages.noon(70), 1, 60), (stages.noon(80), 1, 60)]
        )
        first, second = meeting.options.all()
        meeting.options.filter(pk=first.pk).update(starts_at=clock.now() - dt.timedelta(days=3))
        member, address = cast.client("hod_jp"), f"/meetings/{meeting.uuid}/slots/"
        assert [row["option"] for row in member.get(address).context["rows"]] == [second]
        assert member.post(address, {f"slot_{second.pk}": "good"}).status_code == 302
        page = cast.client("secretariat").get(meeting.get_absolute_url())
        assert [row["option"] for row in page.context["poll"]] == [second]

    def test_other_minutes_of_an_answered_slot_are_refused_in_words(self, cast):
        meeting, start = stages.planned(cast), stages.noon(70)
        (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 1, 60)])
        course.answer_slots(meeting, by=cast.hod_jp, answers={option.pk: "good"})
        body, sent = cast.client("secretariat"), {"slots": [value(start)]}
        page = text_of(body.post(f"/meetings/{meeting.uuid}/ask/", sent, follow=True))
        assert "UTC with other days or minutes." in page
        assert "The offices are asked." not in page

    @pytest.mark.parametrize("sent", ["", "tomorrow", "2020-01-01T12:00/1/60", "2999-01-01T12:00/9/60"])
    def test_a_slot_that_is_none_is_refused(self, cast, sent):
        meeting = stages.planned(cast)
        response = cast.client("secretariat").post(
            f"/meetings/{meeting.uuid}/ask/", {"slots": [sent]} if sent else {}
        )
        assert response.headers["Location"] == f"/meetings/{meeting.uuid}/find/"
        assert not meeting.options.exists()

    def test_once_announced_it_is_over(self, cast):
        meeting = stages.announced(cast)
        assert cast.client("secretariat").get(f"/meetings/{meeting.uuid}/find/").status_code == 409
        assert cast.client("hod_jp").get(f"/meetings/{meeting.uuid}/slots/").status_code == 409
        assert clock.now() < meeting.sessions.get(number=1).starts_at
