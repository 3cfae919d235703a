"""The import contracts name every app, and every app is on exactly one floor."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import source

CONTRACTS = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_every_package_stands_on_a_floor():
    floors = next(each for each in CONTRACTS if each["name"] == "Floors")["layers"]
    named = [name for layer in floors for name in re.split(r"\s*[:|]\s*", layer)]
    packages = {f"ip5.{path.stem}" for path in (source.ROOT / "ip5").iterdir() if path.stem != "__init__"}
    packages -= {name for name in packages if name.endswith("__pycache__")}
    assert len(named) == len(set(named))
    assert set(named) == packages | set(source.BESIDE)


def test_every_app_has_its_rooms_declared():
    declared = {name for each in CONTRACTS for name in each.get("containers", [])}
    apps = {name if name in source.BESIDE else f"ip5.{name}" for name in source.APPS}
    assert declared == apps | {"ip5.kernel"}
    assert all(each["exhaustive"] for each in CONTRACTS if "containers" in each)


def test_the_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [program, "--no-cache"], cwd=source.ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout
