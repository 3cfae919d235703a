"""Every deed names who does it (`by`, a hat), says what it does, and is atomic."""

import ast

from tests.house import source

DEEDS = dict(source.actions())
# What lies in a room of actions and is no deed of somebody, with the reason.
STEPS = {
    "proposals.locked": "a step inside a deed's transaction",
    "proposals.locked_with_rounds": "a step inside a deed's transaction",
    "proposals.touch": "a step inside a deed's transaction",
    "proposals.checked_reason": "a check without effect",
    "proposals.members_told": "a set of readers",
    "proposals.lead_delegation": "a set of readers",
    "proposals.heads_of_delegation": "a set of readers",
    "proposals.delegations_of": "a set of readers",
    "proposals.forget_papers": "a step inside a deed's transaction",
    "proposals.fill": "a step inside a deed: nothing is saved",
    "proposals.check_text": "a check without effect",
    "proposals.current_round": "a look-up",
    "proposals.announced_endorsement": "a look-up",
    "proposals.provisional_round": "a look-up",
    "proposals.question_of": "a look-up",
    "ballots.with_note": "a look-up",
    "proposals.take_outcome": "a step inside a deed's transaction",
    "ballots.calendar_note": "a look-up",
    "ballots.current_rule": "a look-up",
    "ballots.current_answers": "a look-up",
    "ballots.check_confirmation": "a check without effect",
    "ballots.check_length": "a check without effect",
    "ballots.check_words": "a check without effect",
    "ballots.check_addition": "a check without effect",
    "ballots.check_narrower": "a check without effect",
    "ballots.check_silence_length": "a check without effect",
    "ballots.announced_periods": "a look-up",
    "ballots.current_positions": "a look-up",
    "ballots.speakers": "a set of readers",
    "ballots.packed": "a reckoning without effect",
    "ballots.locked_round": "a step inside a deed's transaction",
    "ballots.move_end": "a step inside a deed: nothing is saved",
    "ballots.write_round": "a step inside a deed's transaction",
    "ballots.record_opening": "a step inside a deed's transaction",
    "ballots.write_position": "a step inside a deed's transaction",
    "ballots.link_of": "a look-up",
    "ballots.tries_left": "a look-up",
    "ballots.translated": "words for the database's refusal",
    "roadmap.locked": "a step inside a deed's transaction",
    "roadmap.locked_compiling": "a step inside a deed's transaction",
    "roadmap.locked_project": "a step inside a deed's transaction",
    "roadmap.checked_reason": "a check without effect",
    "roadmap.members_told": "a set of readers",
    "roadmap.deputies": "a set of readers",
    "roadmap.question_of": "a look-up",
    "roadmap.current_round": "a look-up",
    "roadmap.link": "a step inside a deed's transaction",
    "roadmap.take_outcome": "a step inside a deed's transaction",
    "roadmap.take_decision": "a step inside a deed's transaction",
    "roadmap.check_goal": "a check without effect",
    "roadmap.check_plan": "a check without effect",
    "roadmap.check_report": "a check without effect",
    "roadmap.check_scoping": "a check without effect",
    "meetings.locked": "a step inside a deed's transaction",
    "meetings.beat": "a step inside a deed's transaction",
    "meetings.checked_reason": "a check without effect",
    "meetings.check_seen": "a check without effect",
    "meetings.told": "a set of readers",
    "meetings.offices_polled": "a look-up",
    "meetings.running": "a look-up",
    "meetings.count_typed": "a step inside a deed's transaction",
    "meetings.absent_from": "a look-up",
    "meetings.decide": "a step inside a deed's transaction",
    "meetings.keep": "a step inside a deed's transaction",
    "meetings.link": "a step inside a deed's transaction",
    "meetings.question_of": "a look-up",
    "meetings.running_round": "a look-up",
    "meetings.readers_of_review": "a set of readers",
    "meetings.begin_agenda": "a step inside a deed's transaction",
    "meetings.spread_items": "a step inside a deed's transaction",
    "meetings.note_edit": "a step inside a deed's transaction",
    "meetings.next_position": "a look-up",
    "meetings.check_spans": "a check without effect",
    "meetings.check_item": "a check without effect",
    "meetings.locked_item": "a step inside a deed's transaction",
    "offices.next_number": "a step inside a deed's transaction, which it needs to be gap-free",
}
# Deeds that nobody's hat does.
WITHOUT_HAT = {
    "proposals.close_due_rounds": "the clock",
    "proposals.resume_due": "the clock",
    "proposals.settle_due": "the clock",
    "proposals.open_due_rounds": "the clock",
    "proposals.open_announced_round": "the clock",
    "ballots.open_announced": "the clock",
    "ballots.answer_by_link": "whoever holds a Head's link and its code: the link's own mandate answers",
    "ballots.note_opened": "whoever holds a Head's link",
    "ballots.note_tried": "whoever holds a Head's link",
    "ballots.note_mailed": "the post",
    "roadmap.open_announced": "the clock",
    "roadmap.put_again": "the clock",
    "roadmap.publish_due": "the clock",
    "roadmap.follow_rounds": "the clock",
    "meetings.follow_adoption": "the clock",
    "meetings.follow_summaries": "the clock",
    "roadmap.restore": "a step inside a deed's transaction",
    "meetings.settle_due": "the clock",
    "register.remind_owners": "the clock",
    "ballots.open_deferred": "the clock",
    "proposals.reconsider_due": "the clock",
    "offices.load_offices": "the installation, in a migration",
    "offices.update_holidays": "the installation, from the command line",
    "outbox.notify": "part of a deed, which has its hat",
    "outbox.post_letter": "sign-in mail: nobody is signed in",
}
# Deeds that commit step by step.
NOT_ATOMIC = {
    "proposals.close_due_rounds": "each round in a transaction of its own, so that one cannot stop the others",
    "proposals.resume_due": "each proposal in a transaction of its own",
    "proposals.settle_due": "each round in a transaction of its own",
    "roadmap.publish_due": "each version in a transaction of its own",
    "roadmap.follow_rounds": "each version in a transaction of its own",
    "meetings.settle_due": "each conclusion in a transaction of its own",
    "meetings.follow_summaries": "each summary in a transaction of its own",
    "proposals.open_due_rounds": "each round in a transaction of its own",
    "ballots.remind_awaited": "each round in a transaction of its own",
    "proposals.reconsider_due": "each proposal in a transaction of its own",
    "offices.load_offices": "the migration's transaction",
    "offices.update_holidays": "atomic inside, after the packages are read",
}


def is_atomic(node: source.Function) -> bool:
    """Whether the function is decorated with transaction.atomic."""
    names = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
    return "transaction.atomic" in names


def test_every_deed_is_atomic():
    found = {name for name, node in DEEDS.items() if not is_atomic(node)}
    assert found == set(NOT_ATOMIC) | set(STEPS)


def test_every_deed_takes_the_hat_by_name():
    without = {
        name
        for name, node in DEEDS.items()
        if name not in STEPS and "by" not in {each.arg for each in node.args.kwonlyargs}
    }
    assert without == set(WITHOUT_HAT)


def test_every_deed_says_what_it_does_and_refuses():
    assert not [name for name, node in DEEDS.items() if not ast.get_docstring(node)]
