"""Addresses of databases and what of them may be shown: everything but their passwords."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SECRET = frozenset({"password", "sslpassword", "passfile"})  # parameters of the address of a PostgreSQL server


def is_address(name: str) -> bool:
    """Whether the name of a source is an address and not a file."""
    return "://" in name


def shown_name(name: str) -> str:
    """The name of a source as it may be shown and kept: an address without its password."""
    if not is_address(name):
        return name
    parts = urlsplit(name)
    user, at, place = parts.netloc.rpartition("@")
    kept = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key.lower() not in SECRET])
    shown = f"{parts.scheme}://{user.partition(':')[0]}{at}{place}{parts.path}"
    return f"{shown}?{kept}" if kept else shown


def secrets(url: str) -> set[str]:
    """The passwords in an address, as they are written and as they are meant."""
    parts = urlsplit(url)
    typed = {parts.password or ""} | {value for key, value in parse_qsl(parts.query) if key.lower() in SECRET}
    return {one for text in typed for one in (text, unquote(text)) if one}
