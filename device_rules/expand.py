"""From a document's rows to rules: every match field spelled out, and the grants that the law makes added."""

from collections.abc import Iterable, Mapping, Sequence

from device_rules.document import Document, Row
from device_rules.errors import PolicyError, instead, shortened
from device_rules.model import Effects, Origin, Person, Rule, Scope
from device_rules.vocabulary import (
    ON_SITE,
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    Place,
    Role,
    Storage,
    Verdict,
)

Stages = Mapping[str, Sequence[int]]

ANY_DEVICE = frozenset(Device)
ANY_PLACE = frozenset(Place)
ANY_PERIOD: frozenset[During | None] = frozenset(During) | {None}
EXEMPT_OR_NOT: frozenset[Exemption | None] = frozenset(Exemption) | {None}

GRANTS = (Exemption.MEDICAL, Exemption.ADJUSTMENT)
GRANTED_ACTIVITIES = frozenset(Activity) - {Activity.PHOTOGRAPH, Activity.SHARE_FILES}
GRANT_SOURCES = {
    Exemption.MEDICAL: "Children and Families Act 2014, section 100 (pupils with medical conditions)",
    Exemption.ADJUSTMENT: "Equality Act 2010, section 20 (reasonable adjustments)",
}


def people(stages: Stages) -> frozenset[Person]:
    years = {year for stage in stages.values() for year in stage}
    return frozenset[Person](years) | {Role.STAFF, Role.VISITOR}


def expand(document: Document, origins: Sequence[Origin]) -> tuple[Rule, ...]:
    """`origins[i]` is where row i starts. Raises PolicyError."""
    rows = list(zip(document.rules, origins, strict=True))
    _refuse_twins(rows)
    rules = [_rule(row, at, document.key_stages, document.authorisers) for row, at in rows]
    _check_overrides(rules)
    return (*(_builtin(exemption, document.key_stages) for exemption in GRANTS), *rules)


def _rule(row: Row, at: Origin, stages: Stages, authorisers: tuple[Authoriser, ...]) -> Rule:
    return Rule(
        id=row.id,
        source=row.source,
        verdict=row.verdict,
        effects=_effects(row, at, authorisers),
        scope=_scope(row, at, stages),
        line=at.line,
        file=at.file,
        overrides=frozenset(row.overrides),
        start=row.start,
        until=row.until,
        exam=_is_about_exams(row),
        grant=2 if _is_grant(row) else 0,
        note=row.note or "",
    )


def _is_about_exams(row: Row) -> bool:
    named = row.place == (Place.EXAM_ROOM,) or row.during == (During.EXAM,)
    return named and row.verdict in (Verdict.FORBIDDEN, None)


def _is_grant(row: Row) -> bool:
    permits = row.verdict in (Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY)
    return permits and bool(row.exemption) and set(row.exemption or ()) <= set(GRANTS)


def _effects(row: Row, at: Origin, default: tuple[Authoriser, ...]) -> Effects:
    authorisers = row.authorisers
    if row.verdict is Verdict.NEEDS_AUTHORISATION and not authorisers:
        authorisers = default
        if not default:
            raise mistake("needs `authorisers`: who may give the permission", at, row.id)
    return Effects(
        storage=row.storage,
        authorisers=authorisers,
        on_breach=row.on_breach,
        held_at=row.held_at,
        release_to=row.release_to,
        kept_for=row.kept_for,
        may_confiscate=row.may_confiscate,
        may_search=row.may_search,
    )


def _scope(row: Row, at: Origin, stages: Stages) -> Scope:
    return (
        frozenset(_people(row, at, stages)),
        frozenset(row.device or ANY_DEVICE),
        frozenset(row.activity or Activity),
        _places(row.place),
        frozenset(row.during or ANY_PERIOD),
        frozenset(row.exemption or EXEMPT_OR_NOT),
    )


def _places(places: tuple[Place, ...] | None) -> frozenset[Place]:
    named = frozenset(places or ANY_PLACE)
    return named | ON_SITE if Place.SITE in named else named


def _people(row: Row, at: Origin, stages: Stages) -> Iterable[Person]:
    everyone = people(stages)
    if row.years:
        return {year for word in row.years for year in _years(word, row.id, at, stages)}
    roles = row.role or tuple(Role)
    return {who for who in everyone if (who if isinstance(who, Role) else Role.PUPIL) in roles}


def _years(word: int | str, rule: str, at: Origin, stages: Stages) -> Iterable[int]:
    if isinstance(word, str):
        if word not in stages:
            quoted = shortened(word)
            sentence = f"`{quoted}` is neither a year nor a key stage of this policy; {instead(word, stages)}"
            raise mistake(sentence, at, rule)
        return stages[word]
    if word not in people(stages):
        raise mistake(f"year {word} is in none of the policy's `key_stages`", at, rule)
    return (word,)


def mistake(sentence: str, at: Origin, rule: str) -> PolicyError:
    return PolicyError(sentence, file=at.file, line=at.line, rule=rule)


def _refuse_twins(rows: Iterable[tuple[Row, Origin]]) -> None:
    first: dict[str, int] = {}
    for row, at in rows:
        if row.id in first:
            raise mistake(f"the id is already taken on line {first[row.id]}", at, row.id)
        first[row.id] = at.line


def _check_overrides(rules: Sequence[Rule]) -> None:
    by_id = {rule.id: rule for rule in rules}
    for rule in rules:
        for other in sorted(rule.overrides):
            sentence = _override_mistake(rule, other, by_id)
            if sentence:
                raise mistake(sentence, Origin(rule.line, rule.file), rule.id)


def _override_mistake(rule: Rule, other: str, by_id: Mapping[str, Rule]) -> str | None:
    if other not in by_id:
        return f"`overrides` names `{other}`, which is no rule here; {instead(other, by_id)}"
    if rule.id in by_id[other].overrides:
        return f"`{rule.id}` and `{other}` override each other; keep one of the two"
    target = by_id[other]
    if target.exam and not rule.exam:
        return f"`{other}` is about exams, which only a medical or adjustment `exemption` can set aside"
    return None


def _builtin(exemption: Exemption, stages: Stages) -> Rule:
    """A named grant lets its holder have and use a device whatever rows say, but not photograph or share."""
    return Rule(
        id=f"{exemption}-grant",
        source=GRANT_SOURCES[exemption],
        verdict=Verdict.ALLOWED,
        effects=Effects(storage=Storage.NONE),
        scope=(people(stages), ANY_DEVICE, GRANTED_ACTIVITIES, ANY_PLACE, ANY_PERIOD, frozenset({exemption})),
        grant=1,
    )
