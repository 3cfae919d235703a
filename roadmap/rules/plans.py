"""Who compiles, edits, freezes, withdraws; and who fills a project's plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state
from ip5.offices.models import Office
from roadmap import completeness, working
from roadmap.models import Project, Version
from roadmap.rules.approval import approval_round_of, is_not_before_a_session
from roadmap.rules.circles import is_chair, is_of_body, is_of_this_site
from roadmap.states import DECIDED, MACHINE, UNDER_WAY

NOT_COMPILING = _("The plan changes only while a version is being compiled.")


def may_compile(hat: Hat) -> Verdict:
    """Begin a version: a co-chair, prepared by the secretariat; one version is on its way at a time."""
    verdict = is_of_body(hat)
    if not verdict:
        return verdict
    if Version.objects.under_way().exists():
        return wrong_state(_("A version is on its way already: publish or withdraw it first."))
    return ALLOWED


def may_edit(hat: Hat, version: Version) -> Verdict:
    """Edit texts, goals and projects while it is compiled: co-chairs, prepared by the secretariat."""
    return is_of_body(hat) and MACHINE.may("edit", version.state)


def may_discard(hat: Hat, version: Version) -> Verdict:
    """Give up a version that was never frozen: a co-chair."""
    return is_chair(hat) and MACHINE.may("discard", version.state)


def may_freeze(hat: Hat, version: Version, points: list[completeness.Point] | None = None) -> Verdict:
    """Freeze: a co-chair, once no comment is unanswered and no lead or consent is missing."""
    verdict = is_chair(hat) and MACHINE.may("freeze", version.state)
    if not verdict:
        return verdict
    missing = completeness.lacking(version) if points is None else points
    if missing:
        first = missing[0]
        return refused(
            _("%(count)d points are open, the first: %(title)s (%(where)s).")
            % {"count": len(missing), "title": first.title, "where": first.where or version.title}
        )
    return ALLOWED


def may_withdraw(hat: Hat, version: Version) -> Verdict:
    """Withdraw before the endorsement, with a reason: a co-chair. An open round is cancelled, but not a meeting's."""
    verdict = is_chair(hat) and is_of_this_site(version) and MACHINE.may("withdraw", version.state)
    return verdict and is_not_before_a_session(version)


def may_derive(hat: Hat, version: Version) -> Verdict:
    """Derive the next version from one that was returned or withdrawn, once: a co-chair."""
    verdict = is_chair(hat) and MACHINE.may("derive", version.state)
    if not verdict:
        return verdict
    if Version.objects.filter(state__in=UNDER_WAY).exists():
        return wrong_state(_("A version is on its way already: publish or withdraw it first."))
    return allowed_if(not version.derived.exists(), _("The next version was derived from it already."))


def may_replace(hat: Hat, version: Version) -> Verdict:
    """Derive the next version from a frozen one that the task force has not endorsed: a co-chair.

    Source: domain.md section 4b: anything else than endorsed leads back to frozen, where a next round may be opened
    or Prov.n+1 derived.
    """
    verdict = is_chair(hat) and MACHINE.may("replace", version.state)
    if not verdict:
        return verdict
    newest = approval_round_of(version)
    is_ended = newest is not None and newest.is_closed
    return allowed_if(
        is_ended, _("The task force has not answered on it: put it to a round, or withdraw it.")
    )


def _is_compiling(project: Project | None = None) -> Verdict:
    """Whether a version is being compiled; a project read ``with_openness`` knows it already."""
    known = getattr(project, "is_plan_open", None)
    is_open = Version.objects.compiling().exists() if known is None else known
    return ALLOWED if is_open else wrong_state(NOT_COMPILING)


def may_refer_plan(hat: Hat, project: Project) -> Verdict:
    """Refer the plan to the responsible group: a co-chair."""
    verdict = is_chair(hat) and _is_compiling(project)
    if not verdict:
        return verdict
    if project.group_id is None:
        return refused(_("Name the responsible group first."))
    return allowed_if(not project.is_with_group, _("The plan lies with the group already."))


def may_fill_plan(hat: Hat, project: Project) -> Verdict:
    """Fill the plan: the responsible group's experts while it lies with them; the body while compiling."""
    verdict = _is_compiling(project)
    if not verdict:
        return verdict
    if hat.is_chair or hat.is_secretariat:
        return ALLOWED
    if hat.group_id is None or hat.group_id != project.group_id:
        return refused(_("The responsible group’s experts fill the plan."))
    return allowed_if(project.is_with_group, _("The plan does not lie with your group at present."))


def may_hand_back(hat: Hat, project: Project) -> Verdict:
    """Hand the plan back to the co-chairs: an expert of the group it lies with; a co-chair takes it back."""
    verdict = _is_compiling(project) and allowed_if(
        project.is_with_group, _("The plan does not lie with the group at present.")
    )
    if not verdict or hat.is_chair:
        return verdict
    return allowed_if(
        hat.group_id is not None and hat.group_id == project.group_id,
        _("The responsible group’s experts hand the plan back."),
    )


def may_consent(hat: Hat, project: Project) -> Verdict:
    """Consent to the own office's part, or decline: the HoD, or designated alternate, of an office asked."""
    if not hat.speaks_for_office:
        return refused(_("Only the head of delegation commits the office."))
    part = next((each for each in project.parts.all() if each.office_id == hat.office_id), None)
    if part is None or part.asked_at is None:
        return refused(_("Your office is not asked to take part."))
    return allowed_if(part.consented_at is None, _("Your office has consented.")) and _is_compiling()


def may_release_reservation(hat: Hat, project: Project) -> Verdict:
    """Have the own reservation printed publicly, from the next version on: the HoD of the office that made it."""
    if not hat.speaks_for_office:
        return refused(_("Only the head of delegation commits the office."))
    return allowed_if(
        working.has_reservation(project, hat.office_id),
        _("Your office has no standing reservation on this project."),
    )


def may_edit_plan(hat: Hat, project: Project | None = None) -> Verdict:
    """Add, place, take out and give offices their parts: the body, while a version is compiled."""
    return is_of_body(hat) and _is_compiling(project)


def leads(hat: Hat, project: Project) -> bool:
    """Whether the hat's office leads or co-leads the project, by the newest endorsed version that holds it."""
    line = project.decided_line
    if line is None or hat.office_id is None:
        return False
    office = Office.objects.directory().of_id(hat.office_id)
    return office.code in {line.lead, *line.co_leads}


def is_decided(project: Project) -> Verdict:
    """Whether an endorsed version holds the project: before, there is nothing to report on."""
    return allowed_if(
        project.holdings.filter(version__state__in=DECIDED).exists(),
        _("Progress is reported once an endorsed version holds the project."),
    )
