"""How a record is verified, for everybody: the explanation, the program and the format."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.text import sha256_hex
from ip5.public.views.pages import page, show

DOCS = Path(settings.BASE_DIR) / "docs"
PROGRAM = DOCS / "verify" / "verify.py"
FORMAT = DOCS / "verify-format.md"


@page
def verify(request: HttpRequest) -> HttpResponse:
    """Say in plain words what an archive proves, and offer the program that checks it."""
    text = PROGRAM.read_text()
    context = {"program_hash": sha256_hex(text), "program_lines": len(text.splitlines())}
    return show(request, "verify", context, here="verify")


@access.public
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """Send the program as a file."""
    return _file(PROGRAM, "text/x-python; charset=utf-8")


@access.public
@require_GET
def verify_format(request: HttpRequest) -> HttpResponse:
    """Send the format of the record as a file."""
    return _file(FORMAT, "text/markdown; charset=utf-8")


def _file(path: Path, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return HttpResponse(path.read_bytes(), content_type=kind, headers=headers)
