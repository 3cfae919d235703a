"""Archives of real rounds, and docs/verify/verify.py as a module and as a program."""

import importlib.util
import json
from pathlib import Path

import pytest

from ip5.ballots import archive
from ip5.ballots.models import Round
from tests.verify import scenes

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "verify" / "verify.py"


def load():
    """Return the program as a module; it is no part of the site and is not on its path."""
    spec = importlib.util.spec_from_file_location("verify", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load()


def archive_of(round, form):
    """Return the archive of a round as plain data."""
    [(_symbol, text)] = archive.archives(Round.objects.filter(pk=round.pk), form)
    return json.loads(text)


@pytest.fixture
def explicit(db, cast):
    """A closed round of ``tf_explicit``."""
    return scenes.explicit(cast)


@pytest.fixture(params=sorted(scenes.SCENES))
def closed(request, db, cast):
    """A closed round of each course a ballot can take, with its name."""
    round = scenes.SCENES[request.param](cast)
    return request.param, Round.objects.select_related("rule_set", "settlement").get(pk=round.pk)


@pytest.fixture
def verified(tmp_path, capsys):
    """Return a function that writes an archive (data or bytes), checks it, and returns code and output."""

    def check(content, *options):
        path = tmp_path / "archive.json"
        data = content if isinstance(content, bytes) else VERIFY.canonical(content).encode()
        path.write_bytes(data)
        capsys.readouterr()
        code = VERIFY.main([str(path), *options])
        return code, capsys.readouterr().out

    return check
