"""How sign-in behaves here: by invitation only, limits in the database, letters through the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.utils.translation import gettext_lazy as _

from ip5.accounts import attempts, sessions
from ip5.accounts.models import Person, SignInAttempt
from ip5.outbox import actions as outbox

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - a type, no response is made here


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks. Nobody signs up: people come with ``manage.py appoint``."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address and the password do not match an account that may sign in."
        ),
        "too_many_login_attempts": _(
            "Too many failed attempts for this account from your address."
            " Wait 15 minutes, or set a new password."
        ),
        "rate_limited": _("Too many requests for this account from your address. Wait 15 minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person exists because somebody appointed them."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Return the person, or None with one and the same answer for every reason.

        Wrong password, unknown address and inactive account are not told apart. Raises a
        validation error once the limit is reached, even when the password is right.
        """
        attempt = attempts.take(
            SignInAttempt.Kind.PASSWORD, self.get_client_ip(request), credentials.get("email", "")
        )
        if attempt is None:
            raise self.validation_error("too_many_login_attempts")
        person = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            return None
        attempts.give_back(attempt)
        return person

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing: the cache's count of failures would end with the cache; ours is in the database."""

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in under a new session key and start the session's clocks."""
        super().login(request, user)
        sessions.begin(request)

    def set_password(self, user: Person, password: str) -> None:
        """Set the password and forgive the failures before it."""
        super().set_password(user, password)
        attempts.forgive(user.email)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is; the letter's template says whom it is from."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter into the outbox ledger instead of the mail server's hands."""
        request = allauth_context.request
        values = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, values)
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        outbox.post_letter(email, message.subject, message.body, html)
