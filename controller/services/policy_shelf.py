"""Every version of a policy that can be read: those kept in the database, and those that are shipped."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.policies import Version
from controller.errors import SchoolbellError
from controller.storage.database import Database
from controller.storage.tables.people import AccountRow
from controller.storage.tables.policies import PolicyRow
from device_rules.errors import PolicyError
from device_rules.loader import POLICIES, load_policy, parse_policy, policy_names
from device_rules.model import Policy

log = logging.getLogger(__name__)
Key = tuple[str, str]  # name, version


class PolicyUnusable(SchoolbellError):
    """`line` counts from 1; `rule` is the id of the rule at fault, or empty."""

    def __init__(self, sentence: str, line: int | None = None, rule: str = "") -> None:
        super().__init__("policy.unusable", sentence)
        self.line, self.rule = line, rule


@dataclass(frozen=True, slots=True)
class Written:
    """A policy with its document, and by name the documents of those that it extends."""

    policy: Policy
    content: str
    bases: Mapping[str, str]


class PolicyShelf:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[tuple[str, str, str], Policy] = {}

    def get(self, name: str, version: str) -> Policy:
        """Raises SchoolbellError."""
        with self._database.read() as session:
            return self.kept(session, name, version)

    def kept(self, session: Session, name: str, version: str) -> Policy:
        """Read once for each wording. Raises SchoolbellError."""
        query = select(PolicyRow.digest).where(PolicyRow.name == name, PolicyRow.version == version)
        digest = session.scalars(query).first()
        if digest is None:
            return _shipped(name, version).policy
        if (name, version, digest) not in self._read:
            row = session.get_one(PolicyRow, (name, version))
            try:
                policy = _parsed_once(row.content, name, row.bases)
            except PolicyUnusable as error:
                sentence = f"The school's policy {name} cannot be used. {error.sentence}"
                raise PolicyUnusable(sentence, error.line, error.rule) from error
            self._read[name, version, digest] = policy
        return self._read[name, version, digest]

    def content(self, name: str, version: str) -> str:
        """The document as it was written. Raises SchoolbellError."""
        with self._database.read() as session:
            row = session.get(PolicyRow, (name, version))
        return row.content if row else _shipped(name, version).content

    @staticmethod
    def keep_shipped(session: Session, name: str, version: str, at: datetime) -> None:
        """So that it stays readable when the next Schoolbell ships another. Raises SchoolbellError."""
        if session.get(PolicyRow, (name, version)) is None:
            PolicyShelf.keep(session, _shipped(name, version), at, None)

    def all(self) -> list[Version]:
        """By name, and in each the newest first."""
        query = select(PolicyRow, AccountRow.display_name).outerjoin(AccountRow)
        with self._database.read() as session:
            kept = {(row.name, row.version): _version(row, by or "") for row, by in session.execute(query)}
        rest = {key: _shipped_version(one.policy) for key, one in shipped().items() if key not in kept}
        versions = sorted((kept | rest).values(), key=lambda one: one.effective, reverse=True)
        return sorted(versions, key=lambda one: one.name)

    def latest(self) -> dict[str, str]:
        """By name, what a new document may extend besides the shipped ones: the last kept of each."""
        query = select(PolicyRow.name, PolicyRow.content).order_by(PolicyRow.kept_at)
        with self._database.read() as session:
            return {name: content for name, content in session.execute(query)}

    @staticmethod
    def keep(session: Session, written: Written, at: datetime, by_id: int | None) -> bool:
        """False where the same wording is kept already. Another wording with the same meaning replaces it."""
        policy, bases = written.policy, json.dumps(written.bases, sort_keys=True)
        digest = sha256(f"{written.content}\0{bases}".encode()).hexdigest()
        row = session.get(PolicyRow, (policy.name, policy.version))
        if row is None:
            row = PolicyRow(name=policy.name, version=policy.version)
            session.add(row)
        elif row.digest == digest:
            return False
        row.title, row.effective, row.until = policy.title, policy.effective, policy.until
        row.content, row.bases, row.digest = written.content, bases, digest
        row.kept_at, row.kept_by_id = at, by_id
        session.flush()
        return True


def parsed(content: str, name: str, others: Mapping[str, str]) -> Policy:
    """It may extend `others`, and those that are shipped. Raises PolicyUnusable."""
    try:
        return parse_policy(content, name, others=others)
    except PolicyError as error:
        raise PolicyUnusable(_sentence(error), error.line, error.rule or "") from error
    except RecursionError as error:
        sentence = "The document has lists inside lists to no end: it is not a policy."
        raise PolicyUnusable(sentence) from error


@lru_cache(maxsize=16)
def _parsed_once(content: str, name: str, bases: str) -> Policy:
    return parsed(content, name, json.loads(bases))


def written(content: str, name: str, others: Mapping[str, str]) -> Written:
    """As `parsed`, with everything that is needed to read it again next year."""
    policy = parsed(content, name, others)
    bases = {
        base: others[base] if base in others else _file(base).read_text("utf-8") for base in policy.extends
    }
    return Written(policy, content, bases)


def named(name: str) -> Written:
    """The shipped policy of that name, or the one in that file. Raises PolicyUnusable."""
    try:
        policy, path = load_policy(name), _file(name)
        beside = {base: path.parent / f"{base}.yaml" for base in policy.extends}
        texts = {
            base: (one if one.is_file() else _file(base)).read_text("utf-8") for base, one in beside.items()
        }
        return Written(policy, path.read_text("utf-8"), texts)
    except (PolicyError, OSError) as error:
        raise PolicyUnusable(f"The school's policy cannot be used: {error}") from error


def _file(name: str) -> Path:
    return POLICIES / f"{name}.yaml" if name in policy_names() else Path(name)


@cache
def shipped() -> Mapping[Key, Written]:
    """The policies that come with Schoolbell; they do not change while it runs."""
    found = {}
    for name in policy_names():
        try:
            one = named(name)
        except PolicyUnusable:
            log.exception("the shipped policy %s cannot be read", name)
            continue
        found[name, one.policy.version] = one
    return found


def _shipped(name: str, version: str) -> Written:
    found = shipped().get((name, version))
    if found is None:
        raise SchoolbellError("policy.unknown", "There is no such version of a policy here.")
    return found


def _sentence(error: PolicyError) -> str:
    where = f"Line {error.line}" if error.line else "The document"
    rule = f", rule “{error.rule}”" if error.rule else ""
    end = "" if error.sentence.endswith(("?", ".")) else "."
    return f"{where}{rule}: {error.sentence}{end}"


def _version(row: PolicyRow, by: str) -> Version:
    return Version(
        name=row.name,
        version=row.version,
        title=row.title,
        effective=row.effective,
        until=row.until,
        shipped=(row.name, row.version) in shipped(),
        kept_by=by,
        kept_at=row.kept_at,
    )


def _shipped_version(policy: Policy) -> Version:
    return Version(policy.name, policy.version, policy.title, policy.effective, policy.until, shipped=True)
