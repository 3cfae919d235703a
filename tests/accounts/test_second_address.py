"""A second address for the code of a Head's link: who registers it, with what, and who is told."""

import pytest
from django.urls import reverse

from ip5.accounts import actions, rules
from ip5.accounts.models import Person
from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused
from ip5.outbox.models import Letter
from tests.cast import MEMBERS, PASSWORD, address, create
from tests.reading import text_of

pytestmark = pytest.mark.django_db
URL = "accounts:second_address"
SECOND = "head.at.home@ip5.example"


@pytest.fixture(autouse=True)
def _cast(_empty):
    """Everybody is needed here to be refused."""
    create()


def second(key):
    return Person.objects.get(email=address(key)).second_address


@pytest.mark.parametrize("key", sorted({*MEMBERS, "anonymous"} - {"inactive"}))
def test_a_head_or_a_deputy_head_and_nobody_else(cast, key):
    assert bool(rules.may_register_second_address(cast.hat(key))) is (key in {"head_ep", "deputy_ep"})


def test_it_is_kept_recorded_without_it_and_told_to_the_first(cast):
    actions.register_second_address(f" {SECOND.upper()} ", by=cast.head_ep)
    assert second("head_ep") == SECOND
    event = Event.objects.for_subject(cast.head_ep).get()
    assert (event.verb, event.visibility) == ("second_address.registered", "office_internal")
    assert SECOND not in event.payload
    letter = Letter.objects.get()
    assert letter.to_address == address("head_ep")
    assert SECOND not in letter.text


def test_the_same_again_is_nothing_and_an_empty_one_takes_it_away(cast):
    for given in (SECOND, SECOND, ""):
        actions.register_second_address(given, by=cast.head_ep)
    assert second("head_ep") == ""
    verbs = Event.objects.for_subject(cast.head_ep).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["second_address.registered", "second_address.removed"]
    assert "taken away" in Letter.objects.order_by("pk").last().text


def test_not_the_first_address(cast):
    with pytest.raises(Invalid):
        actions.register_second_address(address("head_ep"), by=cast.head_ep)
    with pytest.raises(Refused):
        actions.register_second_address(SECOND, by=cast.hod_ep)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"address": SECOND, "password": "wrong"}, "password"),
        ({"address": SECOND}, "password"),
        ({"address": "nobody", "password": PASSWORD}, "address"),
        ({"address": address("head_ep"), "password": PASSWORD}, "address"),
    ],
)
def test_what_is_missing_is_said_at_its_field(cast, sent, field):
    response = cast.client("head_ep").post(reverse(URL), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert second("head_ep") == ""


def test_on_the_page(cast):
    client = cast.client("head_ep")
    assert reverse(URL) in text_of(client.get(reverse("accounts:people")))
    assert client.post(reverse(URL), {"address": SECOND, "password": PASSWORD}).status_code == 302
    assert second("head_ep") == SECOND
    assert f'value="{SECOND}"' in text_of(client.get(reverse(URL)))
    assert reverse(URL) not in text_of(cast.client("hod_ep").get(reverse("accounts:people")))
