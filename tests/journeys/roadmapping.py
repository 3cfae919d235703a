"""The steps of a roadmap's journey: who takes part, what is staged, how time passes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from ip5.kernel import clock
from tests import databases
from tests.cast import HODS, PASSWORD, Cast
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

Window = Callable[[str], Visitor]
PROJECT = "Common criteria for the roadmap"


def people() -> None:
    """Appoint the Heads and deputy heads the cast lacks, and have a proposal endorsed."""
    from tests.ballots.ended_rounds import five_heads
    from tests.roadmap import stages

    cast = Cast()
    for hat in (*five_heads(cast).values(), *stages.five_deputies(cast).values()):
        # Who has it keeps it: a password set anew would end the session begun in an earlier journey.
        if not hat.person.check_password(PASSWORD):
            hat.person.set_password(PASSWORD)
            hat.person.save(update_fields=["password"])
    stages.endorsed(cast, PROJECT)


def path_of(site: Site, **facts: Any) -> str:
    """Return the path of the version's page."""
    return str(site.stage(lambda: version_of(facts).get_absolute_url()))


def version_of(facts: dict[str, Any]) -> Any:
    """Return the version's row; for inside a stage."""
    from roadmap.models import Version

    return Version.objects.get(**facts)


def round_path(site: Site, symbol: str, stage: str) -> str:
    """Return the path of the newest round of a version at a stage."""
    from roadmap.models import VersionRound

    rows = VersionRound.objects.filter(version__symbol=symbol, stage=stage).order_by("-pk")
    return str(site.stage(lambda: rows[0].round.get_absolute_url()))


def moved(site: Site, path: str, **seconds: float) -> None:
    """Set instants of the round on this page to so many seconds from now; only the owner can."""
    uuid = path.strip("/").split("/")[-1]
    with databases.owning(site.database) as owner, owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        for name, away in seconds.items():
            owner.execute(
                f"UPDATE ballots_round SET {name} = clock_timestamp() + %s * interval '1 second' WHERE uuid = %s",
                [away, uuid],
            )
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")


def fill(visitor: Visitor, **words: str) -> None:
    """Fill the fields of the page's main form by their names."""
    for name, text in words.items():
        visitor.page.locator(f"main [name='{name}']").first.fill(text)


def everybody_received(ballot: str) -> None:
    """Fail unless all five offices have a receipt; the page sends its own once it is open."""
    from ip5.ballots.models import Receipt

    for _ in range(100):
        if Receipt.objects.filter(round__uuid=ballot.strip("/").split("/")[-1]).count() == len(HODS):
            return
        time.sleep(0.1)
    raise AssertionError("a receipt is missing")


def the_other_heads_endorse(ballot: str, *saying: str) -> None:
    """Let the Heads endorse whose offices are not named: those answer by themselves."""
    from ip5.accounts.models import Mandate
    from ip5.ballots import actions
    from ip5.ballots.models import Round

    round = Round.objects.get(uuid=ballot.strip("/").split("/")[-1])
    heads = Mandate.objects.active().worn().in_capacity("head").order_by("office__protocol_order")
    for hat in heads.exclude(office__code__in=saying):
        actions.cast(round, by=hat, answer="endorse")


def action_items() -> list[tuple[str, str]]:
    """Return the action items about versions, owner and words; those of other journeys are about other things."""
    from ip5.register.models import ActionItem

    return list(ActionItem.objects.filter(subject_kind="roadmap.version").values_list("office__code", "text"))


def the_others_support(ballot: str, but: str) -> None:
    """Let the heads of delegation support, but for the one named: that one casts by itself."""
    from ip5.ballots import actions
    from ip5.ballots.models import Round

    round = Round.objects.get(uuid=ballot.strip("/").split("/")[-1])
    for key in HODS:
        if key != but:
            actions.cast(round, by=Cast().hat(key), answer="support")


def is_sure(visitor: Visitor, label: str) -> None:
    """Go on to the confirmation, say that one is authorised, and do it by the button of this label."""
    visitor.press("Continue to confirmation")
    visitor.part().locator("[name=sure]").check()
    visitor.press(label)


def supports(head: Visitor, ballot: str, acronym: str) -> None:
    """A head of delegation supports on the round's page: chooses, says that one is authorised, reads the receipt."""
    head.open(ballot)
    head.page.locator("[name=answer][value=support]").check()
    is_sure(head, f"Cast for the {acronym}")
    head.says("Your receipt is below.")


def answers(head: Visitor, ballot: str, acronym: str, answer: str, passage: str = "", text: str = "") -> None:
    """A Head answers on the round's page, with one item where there are words, and is asked whether sure."""
    head.open(ballot)
    head.page.locator(f"[name=answer][value={answer}]").check()
    if text:
        fill(head, **{f"{answer}_1_passage": passage, f"{answer}_1_text": text})
    head.press("Continue to confirmation")
    head.part().locator("[name=sure]").check()
    for words in filter(None, (passage, text)):
        expect(head.part()).to_contain_text(words)
    head.press(f"Answer for the {acronym}")
    head.says(f"The answer of the {acronym} is given.")


def embargo_is_over(path: str) -> None:
    """Move the embargo instant into the past."""
    from roadmap.models import Version

    found = Version.objects.filter(uuid=path.strip("/").split("/")[-1])
    assert found.update(embargo_until=clock.now() - dt.timedelta(seconds=1)) == 1
