"""What is shown of an address has everything but its passwords."""

from __future__ import annotations

import pytest

from innovatory.records.importing.addresses import is_address, secrets, shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("firms.csv", "firms.csv"),
        ("sqlite:///a/firms.db", "sqlite:///a/firms.db"),
        ("postgresql://host/base", "postgresql://host/base"),
        ("postgresql://ann:s3cret@host:5432/base", "postgresql://ann@host:5432/base"),
        ("postgresql://ann:p%40ss@host/base?sslmode=require", "postgresql://ann@host/base?sslmode=require"),
        ("postgresql://host/base?user=ann&password=s3cret", "postgresql://host/base?user=ann"),
        ("postgresql://ann:a@b@host/base", "postgresql://ann@host/base"),
    ],
)
def test_an_address_is_shown_without_its_password(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_password_is_known_as_written_and_as_meant() -> None:
    assert secrets("postgresql://ann:p%40ss@host/base?password=x%20y") == {"p%40ss", "p@ss", "x y"}
    assert secrets("postgresql://host/base") == set()


def test_files_are_no_addresses() -> None:
    assert is_address("postgresql://host/base")
    assert not is_address("a folder/firms.csv")
    assert not is_address("C:\\firms.csv")
