"""What a view declares, and the gate that lets nobody into a view that declares nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.views import View
from django.views.decorators.http import require_GET

from ip5 import checks
from ip5.kernel import access
from ip5.kernel.access import Access
from ip5.middleware import gate


def plain(request):
    return None


@pytest.mark.parametrize(
    ("declare", "level"),
    [(access.public, Access.PUBLIC), (access.person, Access.PERSON), (access.hat, Access.HAT)],
)
def test_each_decorator_declares_its_level(declare, level):
    @declare
    @require_GET
    def outermost(request):
        return None

    @require_GET
    @declare
    def innermost(request):
        return None

    assert access.declared(outermost) is level
    assert access.declared(innermost) is level


def test_a_class_declares_for_its_view():
    @access.hat
    class Page(View):
        pass

    assert access.declared(Page.as_view()) is Access.HAT


def test_a_word_is_not_a_declaration():
    def view(request):
        return None

    view.access = "public"
    assert access.declared(view) is None
    assert access.declared(plain) is None


def test_the_gate_lets_nobody_into_a_view_that_says_nothing():
    closed = gate(lambda request: None)
    with pytest.raises(PermissionDenied, match="does not say who may open it"):
        closed.process_view(RequestFactory().get("/"), plain, (), {})
    assert closed.process_view(RequestFactory().get("/"), access.public(lambda request: None), (), {}) is None


def test_every_route_declares_its_access():
    assert checks.every_view_declares_access(None) == []
