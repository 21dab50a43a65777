"""What `schoolbell rules` prints, line by line."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from device_rules.check import Report
from device_rules.compare import Comparison, Stance
from device_rules.model import Decision, Policy
from device_rules.phrases import ACTIVITIES, of_years

WIDTH = 110
HEADINGS = {
    Stance.STRICTER: "Where {b} is stricter",
    Stance.LAXER: "Where {b} is laxer",
    Stance.DIFFERENT: "Where the verdict is the same and the device is kept otherwise",
    Stance.SILENT: "Where one of the two is silent",
}


def details(decision: Decision) -> Iterator[str]:
    for name, value in decision.to_json().items():
        if name != "because" and value:
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            yield f"  {name.replace('_', ' ')}: {text}"
    for rule, source in decision.because:
        yield f"  because of {rule}: {source}"


def report(found: Report) -> Iterator[str]:
    yield from _verdict(found.policy)
    tables = f"{found.tables} tables, one for each stretch of dates"
    yield f"Each of the {found.answered:,} cells ({tables}) has exactly one answer."
    yield from _unreachable(found)
    yield from _overlaps(found)
    yield from _not_covered(found)


def _verdict(policy: Policy) -> Iterator[str]:
    rows = sum(1 for rule in policy.rules if rule.line)
    years = of_years(policy.years)
    yield f"{policy.name} is a valid policy: {rows} rules, {years}, from {policy.effective}."
    if policy.extends:
        yield f"It builds on {', '.join(policy.extends)}."
    yield f"No two rules disagree without an order. Version {policy.version}."


def _unreachable(found: Report) -> Iterator[str]:
    if not found.unreachable:
        yield "Every rule decides something."
        return
    yield ""
    yield f"Unreachable rules, which never decide anything: {len(found.unreachable)}"
    for one in found.unreachable:
        yield _item(f"`{one.rule}` (line {one.line}): {one.sentence}.")


def _overlaps(found: Report) -> Iterator[str]:
    if not found.overlaps:
        yield "No two rules with different verdicts overlap."
        return
    yield ""
    yield f"Overlaps, pairs of rules with different verdicts that meet, each in order: {len(found.overlaps)}"
    for one in found.overlaps:
        yield _item(one.sentence)


def _not_covered(found: Report) -> Iterator[str]:
    yield ""
    share = f"{found.not_covered:,} of {found.cells:,} cells ({_percent(found.not_covered, found.cells)})"
    yield f"Not covered on {found.on}, for people without an exemption: {share}"
    if not found.gaps:
        return
    yield from _table(found)
    yield ""
    for gap in found.gaps:
        yield _item(gap.sentence)


def _table(found: Report) -> Iterator[str]:
    heads = [column.name for column in found.columns]
    yield _row("", heads, heads)
    for tally in found.tallies:
        shares = [_percent(part, whole) for part, whole in zip(tally.not_covered, tally.of, strict=True)]
        yield _row(ACTIVITIES[tally.activity], shares, heads)


def _row(first: str, texts: Sequence[str], heads: Sequence[str]) -> str:
    cells = [text.rjust(len(head)) for text, head in zip(texts, heads, strict=True)]
    return f"  {first.ljust(30)}  {'  '.join(cells)}".rstrip()


def _percent(part: int, whole: int) -> str:
    """`0%` and `100%` are only said of nothing and of everything."""
    if part in (0, whole):
        return "100%" if part and whole else "0%"
    return f"{min(99, max(1, round(100 * part / whole)))}%"


def comparison(found: Comparison) -> Iterator[str]:
    yield from found.summary
    for stance, heading in HEADINGS.items():
        groups = found.of(stance)
        if groups:
            yield ""
            yield heading.format(b=found.b)
        for group in groups:
            yield _item(group.sentence)


def _item(sentence: str) -> str:
    return fill(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
