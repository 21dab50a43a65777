"""Draws what docs/protocol.md takes from elsewhere: its examples, from the vectors, and its tables of modes,
from the station's own. Run `python -m tests.golden.draw` from the root of the checkout to draw them anew.
"""

import json
import re
from pathlib import Path
from textwrap import wrap

import cbor2

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


DRAWN = {"examples": examples}


def redrawn(text):
    """`text` with each drawn part as it ought to be; a part stands between `<!-- drawn: name -->` and
    `<!-- end -->`.
    """
    for name, draw in DRAWN.items():
        part = re.compile(rf"(<!-- drawn: {name} -->\n).*?(<!-- end -->)", re.S)
        new = f"\n{draw()}\n"
        text, count = part.subn(lambda found, new=new: found[1] + new + found[2], text)
        assert count == 1, name
    return text


if __name__ == "__main__":
    DOC.write_text(redrawn(DOC.read_text(encoding="utf-8")), encoding="utf-8")
