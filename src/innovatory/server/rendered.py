"""A shape as the bytes of an answer: written once, without a second check of what was just made."""

from __future__ import annotations

from fastapi.responses import Response
from pydantic import BaseModel

JSON = "application/json"


def rendered(shape: BaseModel, *, keep: bool = True) -> Response:
    """The answer that tells a shape; with `keep=False` nothing on the way stores it."""
    headers = {} if keep else {"Cache-Control": "no-store"}
    return Response(shape.model_dump_json(), headers=headers, media_type=JSON)
