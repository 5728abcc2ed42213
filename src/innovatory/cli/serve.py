"""`innovatory serve`: the web app and the HTTP API of the cities, or of one city's folder, on this machine."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innovatory.cli.console import print_json
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

if TYPE_CHECKING:
    from innovatory.server.app import Server

FolderArgument = Annotated[
    str, typer.Argument(metavar="[DIR]", help="Folder of a city; the shipped cities if not given. 城市文件夹。")
]
PopulationOption = Annotated[
    str, typer.Option("--population", metavar="FILE", help="Enterprises for costs: .parquet or .csv. 企业总体数据表。")
]
PortOption = Annotated[str, typer.Option("--port", metavar="P", help="Port, 1024 to 65535. 端口。")]
HostOption = Annotated[str, typer.Option("--host", metavar="H", help="Address of this machine. 本机地址。")]
OpenOption = Annotated[bool, typer.Option("--open", help="Open it in the browser. 在浏览器中打开。")]
PORT = 8700
LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
FIRST, LAST = 1024, 65535
WAITING = 2048  # connections that may wait to be accepted
TRIED = 100  # ports after the one that is in use


def serve(
    directory: FolderArgument = "",
    population: PopulationOption = "",
    port: PortOption = str(PORT),
    host: HostOption = "127.0.0.1",
    open_: OpenOption = False,
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Serve the web app on this machine. 在本机启动网页应用。

    innovatory serve --open
    """
    language(lang)
    at, number = _host(host), _port(port)
    from innovatory.server.app import server
    from innovatory.server.served import Served

    served = Served(_folder(directory), _population(population))
    listening = _bound(at, number)
    address = f"http://{f'[{at}]' if ':' in at else at}:{number}/"
    if json:
        print_json({"address": address, "cities": list(served.names), "population": population or None})
        sys.stdout.flush()  # who starts the server reads the address from a pipe
    else:
        print(say("server.serve.started", lang, address=address), flush=True)
    if open_:
        import webbrowser

        webbrowser.open(f"{address}{lang}/")
    _run(server(served), listening)
    if not json:
        print(say("server.serve.ended", lang))


def _run(app: Server, listening: socket.socket) -> None:
    """Serve until the process is told to end; answers under way are finished first."""
    import logging

    import uvicorn

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("innovatory").setLevel(logging.INFO)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, proxy_headers=False, lifespan="on",
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:  # the server has ended in order; the signal comes once more after it
        pass
    finally:
        listening.close()


# What is asked ---------------------------------------------------------------------------------------------------------


def _host(text: str) -> str:
    """An address of this machine; `Mistake("host")` for any other, as there are no accounts yet."""
    if text in LOOPBACK:
        return text
    en = (
        f"{text!r} would let others in, and there are no accounts yet that say who may see what; "
        "this server answers on this machine only: 127.0.0.1, localhost or ::1"
    )
    zh = f"{text!r} 会向其他机器开放，而目前尚无账户来限定访问权限；本服务只在本机提供：127.0.0.1、localhost 或 ::1"
    raise Mistake("host", en, zh, place=Place(path="--host"))


def _port(text: str) -> int:
    if re.fullmatch(r"[1-9][0-9]{3,4}", text) and FIRST <= int(text) <= LAST:
        return int(text)
    en = f"a port from {FIRST} to {LAST} is expected, not {text!r}"
    raise Mistake("option", en, f"端口应为 {FIRST} 至 {LAST}，不能是 {text!r}", place=Place(path="--port"))


def _folder(text: str) -> Path | None:
    """The folder of a city; the city of a name that is shipped has none that may be written to."""
    if not text:
        return None
    from innovatory.measure.city import read_city

    return read_city(text).folder


def _population(name: str) -> Path | None:
    """The file of a population, looked at once; `Mistake("file")` for what is no table of rows."""
    if not name:
        return None
    from innovatory.cli.evaluate import table_file
    from innovatory.records.population_file import rows

    path = table_file(name, "--population")
    rows(path)
    return path


def _bound(host: str, port: int) -> socket.socket:
    """A socket at an address; `Mistake("port")` with the next free port if it is in use."""
    found = _try(host, port)
    if found is not None:
        return found
    free = next((one for one in range(port + 1, min(port + TRIED, LAST) + 1) if _is_free(host, one)), None)
    en, zh = f"the port {port} is in use", f"端口 {port} 已被占用"
    if free is not None:
        en, zh = f"{en}; --port {free} is free", f"{zh}；--port {free} 可用"
    raise Mistake("port", en, zh, place=Place(path="--port"))


def _try(host: str, port: int) -> socket.socket | None:
    # named as TCP, so that answers in two parts are not held back for the reader's acknowledgement (TCP_NODELAY)
    found = socket.socket(LOOPBACK[host], socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(WAITING)  # from now on whoever comes waits, and is answered when the server has started
    except OSError:
        found.close()
        return None
    found.set_inheritable(True)
    return found


def _is_free(host: str, port: int) -> bool:
    found = _try(host, port)
    if found is not None:
        found.close()
    return found is not None
