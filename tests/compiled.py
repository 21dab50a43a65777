"""What every app and database of a test process would compile again for itself, compiled once for all."""

from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine

from controller.storage import database


class Templates(BytecodeCache):
    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": Templates()}

STATEMENTS = create_engine("sqlite://", query_cache_size=5000)
STATEMENTS.connect().close()  # only then it knows its driver


def _alike(*given: Any, **options: Any) -> Engine:
    """An engine that shares its statements with all others for SQLite."""
    engine = create_engine(*given, **options)
    if engine.dialect.name == "sqlite":
        engine.dialect, engine._compiled_cache = STATEMENTS.dialect, STATEMENTS._compiled_cache
    return engine


database.create_engine = _alike
