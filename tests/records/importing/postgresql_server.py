"""A PostgreSQL server of the tests' own: made in a temporary folder, started on a free port, thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "ann", "s3cret%word"  # the sign must be written %25 in an address
TYPED = "s3cret%25word"


def programs() -> Path | None:
    """The folder of the server's programs, None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


@dataclass(frozen=True)
class Server:
    """A running server: where it listens and how it is stopped."""

    folder: Path
    port: int
    bin: Path

    def url(self, password: str = TYPED) -> str:
        """Its address."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/postgres"

    def stop_at_once(self) -> None:
        """End it as a crash would."""
        run(self.folder, self.bin / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


@contextmanager
def server() -> Iterator[Server]:
    """A server that runs while the tests need it; PostgreSQL must be installed."""
    at = programs()
    assert at is not None
    folder = Path(tempfile.mkdtemp(prefix="innovatory-postgresql-"))
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:  # the server does not run as root
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        made = Server(folder, free_port(), at)
        secured = ("-U", USER, "-A", "scram-sha-256", "--pwfile", folder / "password", "-E", "UTF8", "--no-sync")
        run(folder, at / "initdb", "-D", folder / "data", *secured)
        listen = f"-p {made.port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(folder, at / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", listen, "start")
        yield made
        if (folder / "data" / "postmaster.pid").exists():
            made.stop_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, *command: str | Path) -> None:
    """Run a program of the server, as the user postgres where this user is root."""
    other = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        [str(word) for word in command], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60, **other
    )


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
