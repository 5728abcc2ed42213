"""The cases of one record on PySpark, many cases side by side in one row; aggregates are not computed by the engine.

Needs the extra `spark` and Java 17 (`scripts/need_java.sh`); without them the test fails and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest
from back_ends import collected, inner_values, outputs_of, population
from language_cases import OF_ONE_RECORD, Loaded, agrees, answer, loaded

from innovatory.language import evaluate

BATCH = 80  # cases in one row: wide enough to be quick, narrow enough for Spark's optimiser

Ready = tuple[dict[str, Any], Loaded]


@contextmanager
def spark_session() -> Iterator[Any]:
    """A local session of one thread; a failure names what is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        pytest.fail(f"PySpark cannot be imported ({error}): run scripts/setup.sh dev")
    builder = SparkSession.builder.master("local[1]")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
    }.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        pytest.fail(f"PySpark does not start ({error}): run scripts/need_java.sh")
    try:
        yield session
    finally:
        session.stop()


def with_values() -> list[Ready]:
    """The cases that have a value; those that expect a mistake never reach an engine."""
    return [(case, loaded(case)) for case in OF_ONE_RECORD if "error" not in str(case["expect"])]


def answers(session: Any, batch: list[Ready]) -> list[Any]:
    """The answers of a batch, computed in one row."""
    rows = [population(case.types, case.records, prefix=f"i{index}_") for index, (_, case) in enumerate(batch)]
    values = [evaluate.evaluated(case.node, row.given) for (_, case), row in zip(batch, rows, strict=True)]
    outputs = {key: made for i, value in enumerate(values) for key, made in outputs_of(value, f"o{i}").items()}
    frame = pl.DataFrame([series for row in rows for series in row.data.values()])
    found = collected(session.createDataFrame(frame.to_arrow()), outputs, frame.columns[-1])
    inner = [inner_values(found, value, f"o{index}")[0] for index, value in enumerate(values)]
    return [answer(value, case.node.type) for value, (_, case) in zip(inner, batch, strict=True)]


@pytest.mark.spark
def test_every_case_of_one_record_on_spark() -> None:
    ready, wrong = with_values(), []
    assert len(ready) > 450
    with spark_session() as session:
        for start in range(0, len(ready), BATCH):
            batch = ready[start : start + BATCH]
            for (case, _), got in zip(batch, answers(session, batch), strict=True):
                if not agrees(got, case["expect"], sound_only=case.get("sound_only", False)):
                    wrong.append((case["id"], case["expr"], case["expect"], got))
    assert wrong == []
