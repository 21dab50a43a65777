"""Draws what docs/protocol.md takes from elsewhere: its examples, from the vectors, and its tables of modes,
from the station's own. Run `python -m tests.golden.draw` from the root of the checkout to draw them anew.
"""

import json
import re
from pathlib import Path
from textwrap import wrap

import cbor2

from firmware_bridge.firmware import modes
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult, Reason
from tests.golden.vectors import vectors

DOC = Path(__file__, "../../../docs/protocol.md").resolve()
WIDTH = 110


def diagnostic(value):
    """CBOR diagnostic notation (RFC 8949 §8) of the kinds that protocol v1 uses."""
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {diagnostic(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(diagnostic, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def example(case, title):
    *head, body = cbor2.loads(bytes.fromhex(case["payload"]))
    lines = ["payload: " + diagnostic(head)[:-1] + ",", "  " + diagnostic(body) + "]", "", "envelope:"]
    lines += wrap(case["envelope"], WIDTH)
    return "\n".join([f"**{title}**", "", *(f"    {line}".rstrip() for line in lines), ""])


def examples():
    """One for each vector; the second of a kind is named after what makes it different."""
    found, seen = [], set()
    for case in vectors("envelopes")["messages"]:
        name = case["name"]
        found.append(example(case, f"{name}, another" if name in seen else name))
        seen.add(name)
    return "\n".join(found)


PRESENTED = ("held", "allowed", "listed in `tags`", "any other", "an unlock order")
SOURCES = {
    modes.SWITCH: "key switch",
    modes.ORDER: "order",
    modes.AUTHORITY: "authority",
    modes.WINDOW: "window",
}


def table(*rows):
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])


def presented():
    """What becomes of whatever is presented, by mode."""
    rows = [(mode.word, *map(_cell, range(5), modes.PRESENTED[mode])) for mode in Mode]
    return table(("mode", *PRESENTED), *rows)


def _cell(column, cell):
    what, reason = cell
    if column == modes.UNLOCK and what == modes.REFUSE:
        return f"refuse `{OrderResult.MODE_FORBIDS.word}`"
    return f"{what} `{Reason(reason).word}`" if reason else what


def may_set():
    """Which source may put which mode in force, and whether an ordered one goes on without the time."""
    rows = []
    for mode in Mode:
        sets = ["sets" if mode in may else "-" for _, may in modes.MAY_SET]
        rows.append((mode.word, *sets, "goes on" if mode in modes.WITHOUT_CLOCK else "not in force"))
    return table(("mode", *SOURCES.values(), "ordered, and the time is not known"), *rows)


def may_change():
    """Whether a source may change what another has put in force: those of its own strength and weaker."""
    ranks = [source for source, _ in modes.MAY_SET]
    rows = [
        (
            f"by the {SOURCES[one]} (`{Reason(one).word}`)",
            *("yes" if rank <= at else "waits" for rank in range(4)),
        )
        for at, one in enumerate(ranks)
    ]
    return table(("in force", *SOURCES.values()), *rows, ("by nobody (`ended`)", *["yes"] * 4))


DRAWN = {"examples": examples, "presented": presented, "may-set": may_set, "may-change": may_change}


def redrawn(text):
    """`text` with each drawn part as it ought to be; a part stands between `<!-- drawn: name -->` and
    `<!-- end -->`.
    """
    for name, draw in DRAWN.items():
        part = re.compile(rf"(<!-- drawn: {name} -->\n).*?(<!-- end -->)", re.S)
        new = f"\n{draw().rstrip()}\n\n"
        text, count = part.subn(lambda found, new=new: found[1] + new + found[2], text)
        assert count == 1, name
    return text


if __name__ == "__main__":
    DOC.write_text(redrawn(DOC.read_text(encoding="utf-8")), encoding="utf-8")
