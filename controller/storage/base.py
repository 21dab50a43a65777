"""The declarative base of every table."""

from typing import ClassVar, cast

from sqlalchemy import BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Whole numbers have 64 bits: a station may say any up to 2^53."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {int: BigInteger().with_variant(Integer(), "sqlite")}


def table_of(row: type[Base]) -> Table:
    """For statements about many rows, of which no objects are to be made."""
    return cast(Table, row.__table__)
