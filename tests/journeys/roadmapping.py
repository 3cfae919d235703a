"""The steps of a roadmap's journey: who takes part, what is staged, how time passes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

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


def waits_for(visitor: Visitor, path: str, words: str) -> None:
    """Open the page again and again until it says the words: the clock looks each fifteen seconds."""
    for _ in range(90):
        visitor.open(path)
        if words in visitor.page.locator("main").inner_text():
            return
        visitor.page.wait_for_timeout(1_000)
    raise AssertionError(f"{visitor.key} never reads {words!r} at {path}")


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


def heads_say(ballot: str, **others: dict[str, str]) -> None:
    """Let the Heads answer: they endorse, but for the offices named; None stays out."""
    from ip5.accounts.models import Mandate
    from ip5.ballots import actions
    from ip5.ballots.models import Round

    round = Round.objects.get(uuid=ballot.strip("/").split("/")[-1])
    for hat in Mandate.objects.active().worn().in_capacity("head").order_by("office__protocol_order"):
        said = others.get(hat.office.code, {"answer": "endorse"})
        if said is None:
            continue
        words: dict[str, Any] = {"answer": said["answer"]}
        if "text" in said:
            words["items"] = actions.packed([{"passage": said["passage"], "text": said["text"]}])
        actions.cast(round, by=hat, **words)


def action_items() -> list[tuple[str, str]]:
    """Return the action items about versions, owner and words; those of other journeys are about other things."""
    from ip5.register.models import ActionItem

    return list(ActionItem.objects.filter(subject_kind="roadmap.version").values_list("office__code", "text"))


def offices_support(ballot: str) -> None:
    """Let the five heads of delegation support."""
    from ip5.ballots import actions
    from ip5.ballots.models import Round

    round = Round.objects.get(uuid=ballot.strip("/").split("/")[-1])
    for key in HODS:
        actions.cast(round, by=Cast().hat(key), answer="support")


def is_sure(visitor: Visitor, label: str) -> None:
    """Go on to the confirmation, say that one is authorised, and do it by the button of this label."""
    visitor.press("Continue to confirmation")
    visitor.part().locator("[name=sure]").check()
    visitor.press(label)


def embargo_is_over(path: str) -> None:
    """Move the embargo instant into the past."""
    from roadmap.models import Version

    found = Version.objects.filter(uuid=path.strip("/").split("/")[-1])
    assert found.update(embargo_until=clock.now() - dt.timedelta(seconds=1)) == 1
