"""The demo's mailbox: open to all in a demo, absent elsewhere; what a mail holds never runs."""

import mailbox
import os
from email.message import EmailMessage

import pytest
from django.urls import reverse

from ip5.dashboards import calculations, urls

pytestmark = pytest.mark.django_db

HTML = (
    "<html><head><style>p { color: red }</style></head><body><p>Hello</p><script>bad()</script></body></html>"
)


@pytest.fixture
def sink(tmp_path, settings):
    """Return a function that lays a mail into the sink's Maildir, the later ones newer."""
    settings.VAR = tmp_path
    box = mailbox.Maildir(tmp_path / "mail")
    count = 0

    def lay(to, subject, text="Open https://ip5.example/here now.", html=""):
        nonlocal count
        count += 1
        message = EmailMessage()
        message["To"], message["From"], message["Subject"] = to, "ip5@ip5.example", subject
        message["Date"] = "Mon, 26 Apr 2021 08:00:00 +0000"
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        key = box.add(message.as_bytes())
        path = next((tmp_path / "mail").glob(f"*/{key}"))
        os.utime(path, (count, count))
        return path.name

    return lay


def test_the_newest_mail_comes_first_and_may_be_narrowed_to_one_reader(cast, sink):
    sink("hod.jp@ip5.example", "Older")
    sink("hod.us@ip5.example", "Newer")
    client = cast.client("anonymous")
    shown = client.get(reverse("dashboards:mail")).content.decode()
    assert shown.index("Newer") < shown.index("Older")
    narrowed = client.get(reverse("dashboards:mail"), {"to": "hod.jp@ip5.example"}).content.decode()
    assert "Older" in narrowed
    assert "Newer" not in narrowed
    assert client.get(reverse("dashboards:mail"), {"to": "nobody"}).status_code == 200


def test_nothing_yet_is_said_in_words(cast, tmp_path, settings):
    settings.VAR = tmp_path
    assert "No mail yet" in cast.client("hod_jp").get(reverse("dashboards:mail")).content.decode()


def test_a_mail_shows_its_text_with_links_and_its_html_in_a_sandbox(cast, sink):
    key = sink("hod.jp@ip5.example", "Hello", html=HTML)
    response = cast.client("anonymous").get(reverse("dashboards:mail_detail", args=[key]))
    shown = response.content.decode()
    assert 'href="https://ip5.example/here"' in shown
    assert "sandbox" in shown
    assert "<script>bad()" not in shown
    assert "frame-src 'self'" in response["Content-Security-Policy"]


def test_the_html_may_use_its_own_style_and_nothing_else(cast, sink):
    key = sink("hod.jp@ip5.example", "Hello", html=HTML)
    response = cast.client("anonymous").get(reverse("dashboards:mail_html", args=[key]))
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; frame-ancestors 'self'")
    assert "sandbox" in policy
    (allowed,) = calculations.style_hashes(response.content.decode())
    assert f"style-src {allowed}" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_markup_in_a_mail_is_text(cast, sink):
    key = sink("<b>x</b>@ip5.example", "<img src=x>", text="<script>bad()</script>")
    shown = cast.client("anonymous").get(reverse("dashboards:mail_detail", args=[key])).content.decode()
    assert "<img src=x>" not in shown
    assert "<script>bad()" not in shown


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e%2frun.json"])
def test_a_mail_that_is_not_there(cast, sink, key):
    sink("hod.jp@ip5.example", "Hello")
    for name in ("mail_detail", "mail_html"):
        assert cast.client("anonymous").get(reverse(f"dashboards:{name}", args=[key])).status_code == 404


def test_a_mail_without_html_has_no_frame(cast, sink):
    key = sink("hod.jp@ip5.example", "Hello")
    client = cast.client("anonymous")
    assert "<iframe" not in client.get(reverse("dashboards:mail_detail", args=[key])).content.decode()
    assert client.get(reverse("dashboards:mail_html", args=[key])).status_code == 404


def test_a_broken_mail_is_shown_as_far_as_it_can_be_read():
    raw = b"To: x\nContent-Type: text/plain; charset=no-such\n\nwords"
    assert calculations.read_mail("k", raw).text == ""
    assert calculations.read_mail("k", b"").subject == ""


def test_outside_a_demo_the_mailbox_does_not_exist(cast, sink, settings):
    key = sink("hod.jp@ip5.example", "Hello")
    always = ["desk", "inbox", "search", "provenance_idea", "provenance_proposal", "provenance_project"]
    assert [each.name for each in urls.routes(demo=False)] == always
    settings.DEMO = False
    for address in (
        reverse("dashboards:mail"),
        reverse("dashboards:mail_detail", args=[key]),
        reverse("dashboards:mail_html", args=[key]),
    ):
        assert cast.client("hod_jp").get(address).status_code == 404
