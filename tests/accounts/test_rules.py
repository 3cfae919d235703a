"""Who appoints and designates, as a grid."""

import pytest

from ip5.accounts import rules

HATS = {
    "head": ("EP", "head"),
    "deputy": ("EP", "deputy"),
    "hod": ("EP", "hod"),
    "alternate": ("EP", "alternate"),
    "delegate": ("EP", "delegate"),
    "expert": ("EP", "expert"),
    "administrator": ("EP", "office_admin"),
    "other head": ("JP", "head"),
    "other deputy": ("JP", "deputy"),
    "chair": ("TF", "chair"),
    "secretariat": ("TF", "secretariat"),
    "site administrator": ("TF", "site_admin"),
    "observer": ("WO", "observer"),
}
DECIDES = {"head", "deputy"}


@pytest.mark.parametrize("who", HATS)
def test_grid(hold, who):
    hat = hold("hat@x.test", *HATS[who])
    alternate = hold("alt@x.test", "EP", "alternate")
    expected = who in DECIDES
    for capacity in ("hod", "alternate"):
        assert bool(rules.may_appoint(hat, alternate.office, capacity)) is expected
    assert bool(rules.may_designate(hat, alternate)) is expected
    assert bool(rules.may_end_mandate(hat, alternate)) is expected
    for capacity in (
        "delegate",
        "expert",
        "head",
        "deputy",
        "office_admin",
        "chair",
        "secretariat",
        "site_admin",
    ):
        verdict = rules.may_appoint(hat, alternate.office, capacity)
        assert not verdict
        assert verdict.reason


def test_only_an_alternate_is_designated(hold):
    head = hold("head@x.test", "EP", "head")
    for capacity in ("hod", "delegate", "expert", "office_admin"):
        assert not rules.may_designate(head, hold("x@x.test", "EP", capacity))


@pytest.mark.parametrize("who", HATS)
def test_the_head_alone_delegates_to_the_own_deputy(hold, who):
    hat = hold("hat@x.test", *HATS[who])
    assert bool(rules.may_designate(hat, hold("other@x.test", "EP", "deputy"))) is (who == "head")


def test_the_anonymous_hat_decides_nothing(hold):
    from ip5.accounts.hats import NOBODY

    alternate = hold("alt@x.test", "EP", "alternate")
    assert not rules.may_designate(NOBODY, alternate)
    assert not rules.may_appoint(NOBODY, alternate.office, "hod")
    assert not rules.may_wear(NOBODY, alternate)
