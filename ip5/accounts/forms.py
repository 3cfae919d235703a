"""Forms of sign-in and of the people page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.accounts import attempts, periods
from ip5.accounts.models import SignInAttempt
from ip5.kernel import clock

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest  # noqa: TID251 - a type, no response is made here


def _unplaced(form: forms.BaseForm) -> None:
    # A placeholder repeats the label and vanishes while typing: labels and help do the work.
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""


class LoginForm(allauth_forms.LoginForm):
    """E-mail address and password, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _unplaced(self)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Asks for a letter with a link; the answer is the same whether or not the account exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _unplaced(self)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Count the request; over the limit it is refused for known and unknown accounts alike."""
        adapter = get_adapter()
        address = adapter.get_client_ip(allauth_context.request)
        if attempts.take(SignInAttempt.Kind.RESET, address, self.cleaned_data["email"]) is None:
            raise adapter.validation_error("rate_limited")
        return str(super().clean_email())

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the letter to an account that exists; an unknown address gets no mail from us."""
        if not self.users:
            return str(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password, twice, after the link of the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _unplaced(self)
        _name_new(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The present password and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _unplaced(self)
        _name_new(self)
        self.fields["oldpassword"].label = _("Present password")

    def clean_oldpassword(self) -> str:
        """Check the present password under the same limit as a sign-in."""
        typed = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise get_adapter().validation_error("incorrect_password")
        return str(typed)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _unplaced(self)


class SecondAddressForm(forms.Form):
    """A second address, and the password once more: whoever sets it receives the codes of the own links."""

    address = forms.EmailField(
        label=_("Second address"),
        required=False,
        help_text=_("Not the one you sign in with. Leave it empty to have none."),
    )
    password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check the password under the same limit as a sign-in."""
        typed = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise get_adapter().validation_error("incorrect_password")
        return str(typed)


def _name_new(form: forms.BaseForm) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = _(
        "At least 12 characters, not a common password and not like your name or address."
    )
    form.fields["password2"].label = _("New password, again")


class DesignationForm(forms.Form):
    """The days in which an alternate has the rights of the head of delegation."""

    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"),
        help_text=_("The day itself is included."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Check the order of the days and that the first is not past in the office's zone."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        today = clock.now().astimezone(self.zone).date()
        if first and first < today:
            self.add_error("first", _("The first day is past: a designation is never backdated."))
        if first and last and last < first:
            self.add_error("last", _("The last day must not lie before the first."))
        # A calendar ends: the day after the last one must exist in every zone.
        if last and last.year >= dt.MAXYEAR:
            self.add_error("last", _("This date is too far away."))
        return values

    @property
    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """The instants the days mean in the office's zone; only after the form is valid."""
        return (
            periods.start_of(self.cleaned_data["first"], self.zone),
            periods.end_of(self.cleaned_data["last"], self.zone),
        )
