"""Where the servers' files lie, whose they are, and with which programs they run.

PostgreSQL refuses to run as root. Then an unprivileged user that the machine already has runs it, with the
data in a folder of its own under /var/tmp that VAR notes: no mode outside VAR and that folder is changed.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ip5.embedded.errors import ServersFailed

UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True)
class Place:
    """The folders of one VAR and, where we are root, the user that runs the servers."""

    var: Path
    home: Path
    user: pwd.struct_passwd | None

    @property
    def as_user(self) -> dict[str, Any]:
        """The keyword arguments that make subprocess run a server's program as its user."""
        if self.user is None:
            return {"cwd": self.home}
        return {"cwd": self.home, "user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    @property
    def clean_environment(self) -> dict[str, str]:
        """The environment of a server: nothing of ours, above all no password."""
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def place_for(var: Path) -> Place:
    """Return the folders of `var`, created if needed. Raises ServersFailed where that is impossible."""
    try:
        for folder in (var, var / "secrets", var / "log"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServersFailed(
            f"The folder {var} cannot be written ({error}). Name another with VAR=..."
        ) from error
    if os.geteuid() != 0:
        home = var / "servers"
        home.mkdir(mode=0o700, exist_ok=True)
        return Place(var, home, None)
    return Place(var, _home_for_root(var), _unprivileged_user())


def secret(place: Place, name: str) -> str:
    """Return the password kept in VAR/secrets under `name`, drawn at random at the first call."""
    path = place.var / "secrets" / name
    if not path.exists():
        write_private(path, secrets.token_hex(24))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read; whole or not at all, also when we are killed meanwhile."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def give_to_server(place: Place, path: Path) -> None:
    """Make the server's user the owner of one file or folder in the servers' home."""
    if place.user is not None:
        os.chown(path, place.user.pw_uid, place.user.pw_gid)


def owned_folder(place: Place, name: str) -> Path:
    """Return the folder `name` in the servers' home, created for the server's user alone."""
    folder = place.home / name
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give_to_server(place, folder)
    return folder


def package_folder(package: str) -> Path:
    """Return where an installed package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServersFailed(
            f"The package {package} is not installed: run `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def program(place: Place, package: str, distribution: str, path: str) -> Path:
    """Return a program of a package in a form that the server's user can run.

    A virtual environment below root's own folder is closed to other users; then the package's programs are
    copied once per version into the servers' home, because opening root's folders is not ours to do.
    """
    folder = package_folder(package)
    if place.user is None or _runs(place, folder / path):
        return folder / path
    copies = place.home / f"programs-{distribution}-{version(distribution)}"
    if not copies.exists():
        part = place.home / f"{copies.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        _copy_readable(folder, part / package)
        libraries = folder.with_name(f"{package}.libs")
        if libraries.exists():
            _copy_readable(libraries, part / libraries.name)
        part.chmod(0o755)
        part.rename(copies)
    return copies / package / path


def _runs(place: Place, binary: Path) -> bool:
    """Say whether the server's user can start this program."""
    try:
        run = subprocess.run(  # noqa: S603 - a program of our own packages
            [binary, "--version"], capture_output=True, env=place.clean_environment, **place.as_user
        )
    except PermissionError:
        return False
    return run.returncode == 0


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a folder so that everybody may read it, whatever the umask was when the source was installed."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "include"))
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder) / name
            file.chmod(0o755 if os.access(source / file.relative_to(target), os.X_OK) else 0o644)


def _unprivileged_user() -> pwd.struct_passwd:
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServersFailed("PostgreSQL does not run as root and this machine has no user `nobody` or `daemon`.")


def _home_for_root(var: Path) -> Path:
    """Return the noted folder under /var/tmp, or make and note a new one."""
    note = var / "servers-folder"
    if note.exists():
        home = Path(note.read_text().strip())
        if home.is_dir() and not home.is_symlink() and home.stat().st_uid == 0:
            return home
    home = Path(tempfile.mkdtemp(prefix="ip5-", dir="/var/tmp"))
    home.chmod(0o711)
    write_private(note, str(home))
    return home
