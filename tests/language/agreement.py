"""Where an engine says something else than `explain` about the rows of a question."""

from __future__ import annotations

from back_ends import evaluated, explained
from expressions import Question
from language_cases import agrees, answer


def differences(asked: Question, engine: str, *, loose: bool) -> list[tuple[object, ...]]:
    """The rows on which an engine and `explain` differ, with both answers; numbers agree to 9 digits."""
    node, records = asked.node, asked.records
    told, made = explained(node, records), evaluated(node, asked.types, records, engine, loose=loose)
    answers = [(answer(one, node.type), answer(other, node.type)) for one, other in zip(told, made, strict=True)]
    return [(row, *both) for row, both in zip(asked.rows, answers, strict=True) if not agrees(*both)]
