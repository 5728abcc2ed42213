"""A saved city continues to identical bits, branches into futures, and is refused where it could not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.model import checkpoint
from innovatory.model.checkpoint import Saved, branch, load, resume, save, with_room
from innovatory.model.fingerprint import fingerprint
from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import tables_of, with_shared_limits
from innovatory.model.parameter_file import preset, preset_names
from innovatory.model.parameters import Parameters, values, with_values
from innovatory.model.quarter import advance
from innovatory.model.state import State, broken


def parameters_of(name: str = "klette-kortum", **values: str) -> Parameters:
    return with_values(preset(name), {"lines": "300", "years": "10", **values})


def run(parameters: Parameters, seed: int = 3, quarters: int = 8) -> State:
    return further(initial_state(parameters, tables_of(parameters), seed), parameters, quarters)


def further(state: State, parameters: Parameters, quarters: int) -> State:
    tables = tables_of(parameters)
    for _ in range(quarters):
        advance(state, parameters, tables)
    return state


def bits(state: State) -> dict[str, bytes]:
    arrays, scalars = checkpoint._taken_apart(state)
    return {name: array.tobytes() for name, array in arrays.items()} | {"scalars": json.dumps(scalars).encode()}


@pytest.mark.parametrize("name", preset_names())
def test_a_saved_quarter_continues_to_identical_bits(tmp_path: Path, name: str) -> None:
    parameters, file = parameters_of(name), tmp_path / "city"
    save(file, run(parameters, quarters=5), parameters)
    assert bits(further(resume(file, parameters), parameters, 7)) == bits(run(parameters, quarters=12))


def test_saving_leaves_the_city_as_it_is_and_nothing_beside_the_file(tmp_path: Path) -> None:
    parameters = parameters_of()
    state = run(parameters)
    before = bits(state)
    save(tmp_path / "city", state, parameters)
    save(tmp_path / "city", state, parameters)
    assert bits(state) == before
    assert [path.name for path in tmp_path.iterdir()] == ["city"]
    assert load(tmp_path / "city").parameters == parameters


def test_the_parameters_of_an_arm_come_back_with_its_limits(tmp_path: Path) -> None:
    base = parameters_of()
    one, other = with_shared_limits(base, with_values(base, {"lambda": "0.063"}))
    save(tmp_path / "city", run(one), one)
    assert load(tmp_path / "city").parameters == one
    assert branch(tmp_path / "city", other).quarter == 8


# Branches --------------------------------------------------------------------------------------------------------------


def test_futures_of_one_past_share_what_is_drawn(tmp_path: Path) -> None:
    """With the same ceiling and the same seed an arm with a higher λ accepts every event of the other and some more."""
    one, other = with_shared_limits(parameters_of(), with_values(parameters_of(), {"lambda": "0.09"}))
    file = tmp_path / "city"
    save(file, run(one), one)
    low, high = further(branch(file, one), one, 20), further(branch(file, other), other, 20)
    assert low.counters.candidates == high.counters.candidates
    assert low.counters.entries == high.counters.entries
    assert low.counters.accepted < high.counters.accepted


def test_a_branch_without_a_change_is_the_run_itself(tmp_path: Path) -> None:
    parameters, file = parameters_of(), tmp_path / "city"
    save(file, run(parameters), parameters)
    assert bits(further(branch(file, parameters), parameters, 4)) == bits(run(parameters, quarters=12))


def test_another_seed_gives_another_future_of_the_same_past(tmp_path: Path) -> None:
    parameters, file = parameters_of(), tmp_path / "city"
    save(file, run(parameters), parameters)
    other = branch(file, parameters, seed=99)
    assert fingerprint(other) == fingerprint(load(file).state)
    assert fingerprint(further(other, parameters, 8)) != fingerprint(run(parameters, quarters=16))


def test_room_for_more_firms_changes_no_result(tmp_path: Path) -> None:
    parameters, file = parameters_of(), tmp_path / "city"
    state = run(parameters)
    save(file, state, parameters)
    wide = with_values(parameters, {"firms_max": str(len(state.firms.lines) + 50)})
    grown = resume(file, wide)
    assert len(grown.firms.lines) == len(state.firms.lines) + 50
    assert broken(grown) == []
    assert fingerprint(further(grown, wide, 20)) == fingerprint(further(state, parameters, 20))
    assert with_room(state, 1) is state


# Refusals --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "city"
    save(file, run(parameters_of(lines="40")), parameters_of(lines="40"))
    return file


def refusal(act: Callable[[], object]) -> Mistake:
    with pytest.raises(Mistake) as caught:
        act()
    assert caught.value.zh
    assert caught.value.place is not None
    return caught.value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(share=st.floats(0, 0.9999))
def test_a_file_that_was_cut_short_is_refused(saved: Path, share: float) -> None:
    whole = saved.read_bytes()
    cut = saved.with_name("cut")
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert refusal(lambda: load(cut)).kind == "checkpoint"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(share=st.floats(0, 0.9999), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused_or_changes_nothing(saved: Path, share: float, bit: int) -> None:
    """Dates and flags of the archive carry nothing of the city; everything else is under the seal."""
    content = bytearray(saved.read_bytes())
    content[int(len(content) * share)] ^= 1 << bit
    other = saved.with_name("other")
    other.write_bytes(content)
    found = loaded_or_refused(other)
    if isinstance(found, Mistake):
        assert found.kind == "checkpoint"
    else:
        assert bits(found.state) == bits(load(saved).state)
        assert found.parameters == load(saved).parameters


def loaded_or_refused(file: Path) -> Saved | Mistake:
    try:
        return load(file)
    except Mistake as mistake:
        return mistake


@pytest.mark.parametrize("content", [b"", b"not a city", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_what_is_no_saved_city_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert refusal(lambda: load(tmp_path / "x")).kind == "checkpoint"


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        np.savez(file, allow_pickle=False, owner=np.arange(3))
    assert refusal(lambda: load(tmp_path / "x")).kind == "checkpoint"


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert refusal(lambda: load(tmp_path / "none")).kind == "file"


@pytest.mark.parametrize("content", [b"", b"not a city", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_the_words_of_a_library_are_not_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    told = refusal(lambda: load(tmp_path / "x"))
    assert told.zh == "无法从该状态继续：文件不完整、已损坏，或不是模拟状态文件"
    assert told.en == "the saved city cannot be continued: it is cut short, damaged or no saved city"


def test_a_folder_is_no_saved_city(tmp_path: Path) -> None:
    assert "this is a folder" in refusal(lambda: load(tmp_path)).en


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("preset", "nopreset"),
        ("parameters", None),
        ("parameters", [1, 2]),
        ("preset", 5),
        ("eta", -5),
        ("lines_max", "x"),
    ],
)
def test_a_sealed_header_of_other_content_is_refused_at_its_file(
    saved: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: object
) -> None:
    header, arrays = checkpoint._opened(saved)
    changed = (
        header | {name: wrong} if name in header else header | {"parameters": header["parameters"] | {name: wrong}}
    )
    monkeypatch.setattr(checkpoint, "_opened", lambda _: (changed, arrays))
    found = refusal(lambda: load(saved))
    assert found.place is not None
    assert found.place.file == str(saved)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LAYOUT", 999, "layout of the state"),
        ("FORMAT", 999, "format of the file"),
        ("machine", lambda: "s390x, big endian, 64-bit floats", "type of machine is s390x"),
    ],
)
def test_another_version_or_machine_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, told: str
) -> None:
    parameters, file = parameters_of(), tmp_path / "city"
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, name, value)
        save(file, run(parameters), parameters)
    assert told in refusal(lambda: load(file)).en


def test_a_preset_with_other_parameters_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters, file = parameters_of(), tmp_path / "city"
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "values", lambda of: values(of) | {"heat": 0.1})
        save(file, run(parameters), parameters)
    assert refusal(lambda: load(file)).en.endswith("other parameters here: heat")


def test_another_city_is_refused(saved: Path) -> None:
    assert "its city is" in refusal(lambda: load(saved, city="shenzhen")).en


@pytest.mark.parametrize(("name", "value"), [("lambda", "0.07"), ("eta", "0.05"), ("lines", "41"), ("delta", "0.5")])
def test_other_parameters_are_refused_by_name(saved: Path, name: str, value: str) -> None:
    other = with_values(parameters_of(lines="40"), {name: value})
    assert f"{name} = " in refusal(lambda: resume(saved, other)).en


def test_a_longer_run_goes_on(saved: Path) -> None:
    assert resume(saved, parameters_of(lines="40", years="500")).quarter == 8


def test_a_branch_keeps_what_its_arrays_were_made_for(saved: Path) -> None:
    assert "lines = 40" in refusal(lambda: branch(saved, parameters_of(lines="41"))).en
    assert "preset = klette-kortum" in refusal(lambda: branch(saved, parameters_of("two-types", lines="40"))).en


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    parameters = parameters_of(lines="40")
    assert refusal(lambda: save(tmp_path / "no" / "city", run(parameters), parameters)).kind == "file"
