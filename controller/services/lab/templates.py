"""Lesson templates: each teacher's own, and applied as the orders that they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.lesson_templates import LessonTemplate, Steps, read, written
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.lab.order_entry import Batch
from controller.services.lab.orders import Orders
from controller.storage.database import Database
from controller.storage.tables.lesson_desk import LessonTemplateRow

MOST = 20


@dataclass(frozen=True, slots=True)
class Applied:
    """The orders that were given, and why some of the template was not."""

    name: str
    orders: tuple[str, ...]
    refused: tuple[str, ...]


class Templates:
    def __init__(self, database: Database, orders: Orders) -> None:
        self._database, self._orders = database, orders

    def of(self, by: Account) -> Sequence[LessonTemplate]:
        """By name."""
        query = select(LessonTemplateRow).where(LessonTemplateRow.account_id == by.id)
        with self._database.read() as session:
            mine = [LessonTemplate(row.id, row.name, read(row.content)) for row in session.scalars(query)]
        return sorted(mine, key=lambda one: one.name.casefold())

    def save(self, by: Account, template: int | None, name: str, steps: Steps) -> None:
        """A new one, or another text for one that there is. Raises Refused."""
        if not name:
            raise Refused("template.no-name", "Give the template a name, such as Starter.")
        if steps.nothing:
            raise Refused("template.empty", "Choose at least one thing that the template does.")
        with self._database.write() as session:
            row = _new(session, by) if template is None else _own(session, by, template)
            query = select(LessonTemplateRow).where(LessonTemplateRow.account_id == by.id)
            others = [one for one in session.scalars(query) if one is not row]
            if any(one.name.casefold() == name.casefold() for one in others):
                raise Refused(
                    "template.name-taken", f"There is a template {name} already. Choose another name."
                )
            row.name, row.content = name, written(steps)
            session.add(row)

    def delete(self, by: Account, template: int) -> None:
        """Only one's own; one that is gone already is gone."""
        mine = LessonTemplateRow.id == template, LessonTemplateRow.account_id == by.id
        with self._database.write() as session:
            session.execute(delete(LessonTemplateRow).where(*mine))

    def apply(self, by: Account, lesson: Lesson, seats: Sequence[str], template: int) -> Applied:
        """Each step is an order of its own, so one that cannot be given holds up no other. Raises Refused.

        They are one to whoever takes them back.
        """
        with self._database.read() as session:
            row = _own(session, by, template)
            name, steps = row.name, read(row.content)
        orders, refused = list[str](), list[str]()
        batch = Batch(uuid4().hex, name)
        for kind, message, limits in steps.holds():
            orders.append(
                self._orders.hold(by, lesson, seats, kind, message=message, limits=limits, batch=batch)
            )
        for what in steps.acts():
            try:
                orders.append(self._orders.act(by, lesson, seats, what, batch=batch))
            except Refused as error:
                refused.append(error.sentence)
        return Applied(name, tuple(orders), tuple(refused))


def _own(session: Session, by: Account, template: int) -> LessonTemplateRow:
    row = session.get(LessonTemplateRow, template)
    if row is None or row.account_id != by.id:
        raise Refused("template.unknown", "That template is gone. Reload the page.")
    return row


def _new(session: Session, by: Account) -> LessonTemplateRow:
    mine = select(LessonTemplateRow.id).where(LessonTemplateRow.account_id == by.id)
    if len(session.scalars(mine).all()) >= MOST:
        raise Refused("template.too-many", f"There are {MOST} templates already. Delete one first.")
    return LessonTemplateRow(account_id=by.id)
