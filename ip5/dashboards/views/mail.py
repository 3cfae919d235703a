"""The demo's mailbox: what the local SMTP sink has received. Its routes exist only in a demo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from ip5.dashboards.calculations import Mail, read_mail, style_hashes
from ip5.dashboards.forms import RecipientForm
from ip5.kernel import access

MOST = 200
FRAME_POLICY = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"


@access.public
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """List the newest mails, all or those to one address; open to all, so that sign-in mails can be read."""
    mails = [read_mail(path.name, path.read_bytes()) for path in newest()]
    recipients = sorted({each.to for each in mails})
    form = RecipientForm(request.GET or None, recipients)
    if form.is_valid() and form.cleaned_data["to"]:
        mails = [each for each in mails if each.to == form.cleaned_data["to"]]
    return render(request, "dashboards/mail.html", {"mails": mails, "form": form})


@access.public
@require_GET
@csp_update({"frame-src": [SELF]})
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail: its text, and its HTML in a frame in which nothing runs."""
    return render(request, "dashboards/mail_detail.html", {"mail": found(key)})


@access.public
@require_GET
@xframe_options_sameorigin
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """Serve a mail's HTML alone, with a policy that lets its own style blocks apply and nothing else."""
    html = found(key).html
    if not html:
        raise Http404
    response = HttpResponse(html)
    styles = " ".join(style_hashes(html)) or "'none'"
    response["Content-Security-Policy"] = f"{FRAME_POLICY}; style-src {styles}"
    return response


def newest() -> list[Path]:
    """Return the sink's files, newest first; none where nothing has arrived."""
    if not settings.DEMO:
        raise Http404
    files = sorted(received(Path(settings.VAR) / "mail"), key=lambda path: path.stat().st_mtime, reverse=True)
    return files[:MOST]


def received(folder: Path) -> Iterator[Path]:
    """Yield the files of a Maildir."""
    for part in ("new", "cur"):
        if (folder / part).is_dir():
            yield from (path for path in (folder / part).iterdir() if path.is_file())


def found(key: str) -> Mail:
    """Return the mail of this name; the name is compared, never made a path. 404 for any other."""
    for path in newest():
        if path.name == key:
            return read_mail(path.name, path.read_bytes())
    raise Http404
