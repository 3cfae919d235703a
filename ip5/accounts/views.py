"""The hat switch, the people page, and the account without a capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.accounts import actions, hats, periods, rules
from ip5.accounts.forms import DesignationForm, SecondAddressForm
from ip5.accounts.models import Capacity, Designation, Mandate
from ip5.kernel import access
from ip5.kernel.errors import Invalid, require

if TYPE_CHECKING:
    from uuid import UUID


class SignIn(allauth_views.LoginView):
    """Sign-in; in a demo installation with the hint which accounts there are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo's password only where settings say it is a demo."""
        values = super().get_context_data(**kwargs)
        if settings.DEMO:
            values["demo_password"] = settings.DEMO_PASSWORD
        return values


@access.person
@require_POST
def wear(request: HttpRequest) -> HttpResponse:
    """Change the hat to another own active mandate; 404 for any other."""
    mandate = hats.own(request, request.POST.get("hat", ""))
    if mandate is None:
        raise Http404
    actions.wear(mandate, by=mandate)
    hats.put_on(request, mandate)
    return redirect(_local(request, request.POST.get("next", "")))


def _local(request: HttpRequest, address: str) -> str:
    """Return the address when it is a path of this site, else the start page."""
    is_path = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_path else "/"


@access.hat
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who acts for the own office, in which capacity and until when."""
    return _people_page(request)


@access.hat
@require_POST
def designate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Designate an alternate, or delegate to a deputy head; with errors the page comes back as typed."""
    alternate = get_object_or_404(_colleagues(request), uuid=uuid)
    require(rules.may_designate(request.hat, alternate))
    form = _form_for(alternate, request.POST)
    if form.is_valid():
        since, until = form.period
        try:
            actions.designate(alternate, since=since, until=until, by=request.hat)
        except Invalid as invalid:
            for field, lines in invalid.errors.items():
                form.add_error(field, lines)
        else:
            done = (
                _("The Head’s answer is delegated to %(person)s.")
                if alternate.capacity == Capacity.DEPUTY
                else _("%(person)s is designated.")
            )
            messages.success(request, done % {"person": alternate.person.name})
            return redirect("accounts:people")
    return _people_page(request, form, alternate)


@access.hat
@require_POST
def withdraw_designation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a designation of the own office back."""
    own = Designation.objects.filter(mandate__office=request.hat.office_id).select_related("mandate__person")
    designation = get_object_or_404(own, uuid=uuid)
    actions.withdraw_designation(designation, by=request.hat)
    messages.success(request, _("The designation is withdrawn."))
    return redirect("accounts:people")


@access.hat
@require_http_methods(["GET", "POST"])
def second_address(request: HttpRequest) -> HttpResponse:
    """Register the own second address, or take it away, with the password."""
    require(rules.may_register_second_address(request.hat))
    given = request.POST if request.method == "POST" else None
    form = SecondAddressForm(given, user=request.user, initial={"address": request.user.second_address})
    if form.is_bound and form.is_valid():
        try:
            actions.register_second_address(form.cleaned_data["address"], by=request.hat)
        except Invalid as invalid:
            for field, lines in invalid.errors.items():
                form.add_error(field, lines)
        else:
            messages.success(
                request, _("Your second address is as you gave it. A mail to your first one says so.")
            )
            return redirect("accounts:people")
    status = 422 if form.errors else 200
    return render(request, "accounts/second_address.html", {"form": form}, status=status)


def no_hat(request: HttpRequest) -> HttpResponse:
    """Say why somebody signed in may do nothing: no mandate holds today. For the middleware."""
    former = Mandate.objects.filter(person=request.user).worn().order_by("-since")[:5]
    rows = [_row(mandate) for mandate in former]
    return render(request, "accounts/no_hat.html", {"rows": rows}, status=403)


def _colleagues(request: HttpRequest) -> Any:
    return Mandate.objects.of_office(request.hat.office_id).not_ended().worn()


def _people_page(
    request: HttpRequest, failed: DesignationForm | None = None, alternate: Mandate | None = None
) -> HttpResponse:
    running = Prefetch("designations", queryset=Designation.objects.not_ended(), to_attr="coming")
    mandates = sorted(
        _colleagues(request).prefetch_related(running),
        key=lambda mandate: (hats.RANK[mandate.capacity], mandate.person.name),
    )
    rows = [_row(mandate) for mandate in mandates]
    for row in rows:
        mandate = row["mandate"]
        row["designations"] = [_days(each, mandate) for each in mandate.coming]
        if mandate.capacity in rules.DESIGNATED:
            row["may_designate"] = rules.may_designate(request.hat, mandate)
            row["form"] = failed if mandate == alternate else _form_for(mandate)
    values = {"rows": rows, "failed": failed, "office": request.hat.office}
    values["may_register_second_address"] = rules.may_register_second_address(request.hat)
    return render(request, "accounts/people.html", values, status=422 if failed else 200)


def _form_for(alternate: Mandate, data: Any = None) -> DesignationForm:
    return DesignationForm(data, zone=alternate.office.zone, auto_id=f"id_{alternate.uuid}_%s")


def _row(mandate: Mandate) -> dict[str, Any]:
    return {"mandate": mandate, **_days(mandate, mandate)}


def _days(period: Mandate | Designation, mandate: Mandate) -> dict[str, Any]:
    zone = mandate.office.zone
    return {
        "uuid": period.uuid,
        "first": period.since.astimezone(zone).date(),
        "last": periods.last_day(period.until, zone) if period.until else None,
    }
