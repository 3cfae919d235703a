"""The reader's choice of appearance, and the living style page of the demo."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ip5.kernel import access
from ip5.ui import specimens

THEMES = ("system", "light", "dark")
YEAR = 365 * 24 * 3600


@access.public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen appearance in a cookie and go back; an unknown choice is the system's."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(back if safe else "/")
    if chosen in THEMES[1:]:
        response.set_cookie(
            "theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@access.public
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, with invented values; routed in the demo only."""
    return render(request, "ui/components.html", specimens.page())
