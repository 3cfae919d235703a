"""The environment: typed, with defaults, and refusing what cannot be meant."""

from __future__ import annotations

import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from ip5.env import Environment


def test_a_database_address_becomes_djangos_description():
    env = Environment({"DATABASE_URL": "postgresql://ip5_runtime:p%40ss@db.example:6000/ip5?sslmode=require"})

    database = env.database("DATABASE_URL")

    wanted = ("ip5", "ip5_runtime", "p@ss", "db.example", "6000")
    assert tuple(database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == wanted
    assert database["OPTIONS"] == {"options": "-c join_collapse_limit=4", "sslmode": "require"}
    assert database["CONN_HEALTH_CHECKS"] is True


def test_an_address_with_options_of_its_own_keeps_them():
    env = Environment({"DATABASE_URL": "postgresql://h/d?options=-c%20statement_timeout%3D9000"})
    assert env.database("DATABASE_URL")["OPTIONS"] == {"options": "-c statement_timeout=9000"}


@pytest.mark.parametrize("address", ["sqlite:///x", "postgresql://host", "ip5"])
def test_another_kind_of_database_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        Environment({"DATABASE_URL": address}).database("DATABASE_URL")


def test_without_an_address_no_database_is_guessed():
    assert Environment({}).database("DATABASE_URL") == {"ENGINE": "django.db.backends.dummy"}
    assert not Environment({"OWNER_DATABASE_URL": " "}).has_owner_database


@pytest.mark.parametrize("given", [{}, {"DATABASE_URL": "postgresql://h/d"}, {"REDIS_URL": "redis://h"}])
def test_what_serves_refuses_to_start_without_servers(given):
    with pytest.raises(ImproperlyConfigured, match="must be set"):
        Environment(given).require_servers()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "8.0"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(ImproperlyConfigured, match="PORT must be a number"):
        _ = Environment({"PORT": port}).port


def test_a_flag_that_is_neither_yes_nor_no_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DEMO must be 1 or 0"):
        _ = Environment({"DEMO": "perhaps", "VAR": str(tmp_path)}).demo


def test_what_make_run_chose_is_the_default_and_the_variable_wins(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"port": 8123, "smtp_port": 2525, "demo": True}))

    beside = Environment({"VAR": str(tmp_path)})
    own = Environment({"VAR": str(tmp_path), "PORT": "9000", "SMTP_PORT": "26", "DEMO": "0"})

    assert (beside.port, beside.smtp_port, beside.demo) == (8123, 2525, True)
    assert beside.site_url == "http://127.0.0.1:8123"
    assert (own.port, own.smtp_port, own.demo, own.demo_password) == (9000, 26, False, "")


def test_secrets_are_drawn_once_and_kept_where_only_we_can_read(tmp_path):
    first = Environment({"VAR": str(tmp_path / "a"), "DEMO": "1"})
    again = Environment({"VAR": str(tmp_path / "a"), "DEMO": "1"})
    other = Environment({"VAR": str(tmp_path / "b"), "DEMO": "1"})

    assert (first.secret_key, first.demo_password) == (again.secret_key, again.demo_password)
    assert first.secret_key != other.secret_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((tmp_path / "a" / "secret-key").stat().st_mode) == 0o600


def test_the_sites_own_host_is_allowed():
    env = Environment({"SITE_URL": "https://roadmap.example/"})

    assert env.site_url == "https://roadmap.example"
    assert env.allowed_hosts == ["127.0.0.1", "localhost", "roadmap.example"]
    assert Environment({"ALLOWED_HOSTS": "a.example, b.example"}).allowed_hosts == ["a.example", "b.example"]
