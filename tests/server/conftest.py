"""The server as the tests ask it: in this process, with the shipped cities or with the invented one and its records."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from innovatory.cli.doors import run
from innovatory.measure.city import read_city
from innovatory.records.dictionary import tables
from innovatory.records.importing.enter import Request, import_table
from innovatory.records.importing.reading import Asked
from innovatory.records.workspace import Answers
from innovatory.server.app import Server, server
from innovatory.server.served import Served

AT = "http://127.0.0.1"
YUAN = Answers(units={"*": "元"})


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The answer for machines."""
        return json.loads(self.out)


Innovatory = Callable[..., Ended]


@dataclass(frozen=True)
class Client:
    """Asks an application in this process, without a socket."""

    app: Server

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The whole answer to one request."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=AT) as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The answer to POST."""
        return self.request("POST", path, **more)


def client_of(served: Served) -> Client:
    return Client(server(served, warm=False))


@pytest.fixture(scope="session")
def api() -> Client:
    """The server of the shipped cities."""
    return client_of(Served())


@pytest.fixture(scope="session")
def lindao_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented city in a folder of its own, with its tables as records up to the end of 2023."""
    shipped = read_city("lindao").folder
    folder = tmp_path_factory.mktemp("cities") / "lindao"
    shutil.copytree(shipped, folder)
    for name in tables():  # in the order of the dictionary, so that what is looked up is there before
        path = folder / "tables" / f"{name}.csv"
        if path.is_file():
            import_table(Request(Asked(str(path)), tables()[name], folder, YUAN, as_of=date(2023, 12, 31)))
    return folder


@pytest.fixture(scope="session")
def lindao(lindao_folder: Path) -> Client:
    """The server of the invented city with records; no test writes into its folder."""
    return client_of(Served(lindao_folder))


@pytest.fixture
def own(lindao_folder: Path, tmp_path: Path) -> Path:
    """A copy of the invented city that a test may write into."""
    return Path(shutil.copytree(lindao_folder, tmp_path / "lindao"))


@pytest.fixture
def innovatory(capsys: pytest.CaptureFixture[str]) -> Innovatory:
    """Runs one command of the terminal with its words."""

    def command(*words: object) -> Ended:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return command


@pytest.fixture(scope="session")
def get() -> Callable[..., Any]:
    """Gives the JSON of an answer that succeeds: the client, the path below /api/v1, the query."""

    def got(client: Client, path: str, **query: Any) -> Any:
        found = client.get(f"/api/v1/{path}", params=query)
        assert found.status_code == 200, found.text
        return found.json()

    return got


@pytest.fixture(scope="session")
def serving() -> Callable[..., Client]:
    """Makes a server of a folder and a population, either of which may be missing."""
    return lambda folder=None, population=None: client_of(Served(folder, population))
