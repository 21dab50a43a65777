"""What names a row of another table, in whatever table: a table that is new cannot be forgotten."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from controller.storage.base import Base

Kind = type[Base]


def naming(kind: Kind) -> list[Column[Any]]:
    """The columns that refer to its `id`; those of tables that others refer to come last."""
    key = Base.metadata.tables[kind.__tablename__].columns["id"]
    tables = reversed(Base.metadata.sorted_tables)
    return [column for table in tables for column in table.columns if column.references(key)]


def is_named(session: Session, kind: Kind, value: object, but: Collection[Kind] = ()) -> bool:
    """Whether any row refers to it; those of the tables in `but` do not count."""
    others = {one.__tablename__ for one in but}
    columns = (column for column in naming(kind) if column.table.name not in others)
    return any(session.execute(select(one).where(one == value).limit(1)).first() for one in columns)
