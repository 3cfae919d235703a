"""Sign-in, its limits, and its letters."""

import re
import socket

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ip5.accounts.models import SignInAttempt
from ip5.outbox.models import Letter

from .conftest import PASSWORD

REFUSAL = "do not match an account that may sign in"
WAIT = "Wait 15 minutes"


def sign_in(client, email, password=PASSWORD, **fields):
    return client.post(reverse("account_login"), {"login": email, "password": password, **fields})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def no_cache(settings):
    """Point the cache at a port where nothing listens: Valkey is absent."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}


def test_sign_in_changes_the_key_of_the_session(client, hold):
    mandate = hold("a@x.test", "EP", "delegate")
    session = client.session
    session["before"] = 1
    session.save()
    key = client.session.session_key
    answer = sign_in(client, " A@X.test ", next=reverse("accounts:people"))
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:people")
    assert is_in(client)
    assert client.session.session_key != key
    assert client.get(reverse("accounts:people")).context["hat"] == mandate
    assert not SignInAttempt.objects.exists()


def test_foreign_next_is_not_followed(client, hold):
    hold("a@x.test", "EP", "delegate")
    assert sign_in(client, "a@x.test", next="https://evil.example/").url == "/"


def test_the_refusal_does_not_tell_why(client, hold, people):
    hold("a@x.test", "EP", "delegate")
    inactive = people("inactive@x.test")
    inactive.is_active = False
    inactive.save()
    people("unusable@x.test").set_unusable_password()
    pages = set()
    for email, password in (
        ("a@x.test", "wrong"),
        ("unknown@x.test", PASSWORD),
        ("inactive@x.test", PASSWORD),
        ("inactive@x.test", "wrong"),
    ):
        answer = sign_in(client, email, password)
        assert answer.status_code == 200
        assert not is_in(client)
        page = answer.content.decode()
        assert REFUSAL in page
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(email, ""))
    assert len(pages) == 1


def test_missing_fields_are_named(client, db):
    answer = client.post(reverse("account_login"), {})
    assert set(answer.context["form"].errors) == {"login", "password"}


@pytest.mark.parametrize("cache", ["with Valkey", "without Valkey"])
def test_the_eleventh_failure_waits_even_with_the_right_password(request, client, hold, cache):
    if cache == "without Valkey":
        request.getfixturevalue("no_cache")
    hold("a@x.test", "EP", "delegate")
    for _ in range(10):
        assert REFUSAL in sign_in(client, "a@x.test", "wrong").content.decode()
    answer = sign_in(Client(), "a@x.test")
    assert WAIT in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(elsewhere, "a@x.test")
    assert is_in(elsewhere)


def test_an_unknown_account_has_the_same_limit(client, db):
    for _ in range(10):
        sign_in(client, "unknown@x.test", "wrong")
    assert WAIT in sign_in(client, "unknown@x.test", "wrong").content.decode()


def test_the_hint_of_the_demo(client, db, settings):
    settings.DEMO_PASSWORD = "the-demo-password"
    settings.DEMO = True
    assert b"the-demo-password" in client.get(reverse("account_login")).content
    settings.DEMO = False
    assert b"the-demo-password" not in client.get(reverse("account_login")).content


def test_sign_out_is_a_post(client, hold):
    client.force_login(hold("a@x.test", "EP", "delegate").person)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_inactive", "account_set_password"]
)
def test_what_makes_no_sense_has_no_route(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_password_reset_goes_through_the_ledger(client, hold):
    hold("a@x.test", "EP", "delegate")
    for _ in range(3):
        sign_in(client, "a@x.test", "wrong")
    answer = client.post(reverse("account_reset_password"), {"email": "A@x.test"})
    assert answer.url == reverse("account_reset_password_done")
    letter = Letter.objects.get()
    assert letter.to_address.lower() == "a@x.test"
    link = re.search(r"http://testserver(\S+)", letter.text).group(1)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    new = "another long password 8"
    short = client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    assert short.context["form"].errors
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert client.get(done.url).status_code == 200
    assert not SignInAttempt.objects.filter(kind=SignInAttempt.Kind.PASSWORD).exists()
    assert Letter.objects.count() == 2
    sign_in(client, "a@x.test", new)
    assert is_in(client)
    used = Client().get(link)
    assert "no longer works" in used.content.decode()


def test_a_reset_for_an_unknown_or_closed_account_sends_nothing_and_says_the_same(client, people):
    closed = people("closed@x.test")
    closed.is_active = False
    closed.save()
    for email in ("unknown@x.test", "closed@x.test"):
        answer = client.post(reverse("account_reset_password"), {"email": email})
        assert answer.url == reverse("account_reset_password_done")
    assert not Letter.objects.exists()
    assert client.get(reverse("account_reset_password_done")).status_code == 200


def test_resets_are_limited_without_valkey(client, no_cache, people):
    people("a@x.test")
    for _ in range(5):
        assert client.post(reverse("account_reset_password"), {"email": "a@x.test"}).status_code == 302
    answer = client.post(reverse("account_reset_password"), {"email": "a@x.test"})
    assert WAIT in answer.content.decode()
    assert Letter.objects.count() == 5


def test_password_change_asks_for_the_present_one_and_is_limited(client, no_cache, hold):
    client.force_login(hold("a@x.test", "EP", "delegate").person)
    new = "another long password 8"
    address = reverse("account_change_password")
    assert client.get(address).status_code == 200

    def change(old):
        return client.post(address, {"oldpassword": old, "password1": new, "password2": new})

    for _ in range(9):
        assert "Incorrect password" in change("wrong").content.decode()
    assert change(PASSWORD).status_code == 302
    assert Letter.objects.get().subject == "IP5 NET/AI: your password was changed"
    assert is_in(client)


def test_reauthentication(client, hold):
    client.force_login(hold("a@x.test", "EP", "delegate").person)
    address = reverse("account_reauthenticate")
    assert client.get(address).status_code == 200
    assert "Incorrect password" in client.post(address, {"password": "wrong"}).content.decode()
    assert client.post(address, {"password": PASSWORD}).status_code == 302
