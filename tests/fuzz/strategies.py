"""Bytes to try a parser with: noise, and what it knows with something wrong in it."""

import json
from functools import reduce

from hypothesis import strategies as st

from tests.fuzz.target import Target

MOST = 6000

edits = st.tuples(st.sampled_from("flip cut put drop double".split()), st.floats(0, 1), st.binary(max_size=8))
numbers = st.sampled_from([0, 1, -1, 2**31, 2**53, 2**64, 10**400]) | st.floats(allow_nan=False)
HOSTILE = ["", "a" * 300, "\u202e", "\ud800", "http://[", "2026-11-20T15:10:00Z"]
texts = st.text(max_size=30) | st.sampled_from(HOSTILE)


def edited(data: bytes, edit: tuple[str, float, bytes]) -> bytes:
    """One change at a place that is a share of the whole."""
    what, share, bytes_ = edit
    at = int(share * len(data))
    changed = {
        "flip": data[:at] + bytes(one ^ 0x55 for one in data[at : at + 1]) + data[at + 1 :],
        "cut": data[:at],
        "put": data[:at] + bytes_ + data[at:],
        "drop": data[:at] + data[at + 1 :],
        "double": data[:at] + data,
    }[what]
    return changed[:MOST]


def known(target: Target) -> st.SearchStrategy[bytes]:
    begin = st.sampled_from(target.corpus)
    return st.builds(lambda data, changes: reduce(edited, changes, data), begin, st.lists(edits, max_size=4))


def documents(target: Target) -> st.SearchStrategy[bytes]:
    """JSON with the parser's own words in it."""
    leaves = st.none() | st.booleans() | numbers | texts
    words = st.sampled_from(target.words)
    inner = st.recursive(
        leaves,
        lambda one: st.lists(one, max_size=4) | st.dictionaries(words | st.text(max_size=4), one, max_size=4),
        max_leaves=12,
    )
    return st.fixed_dictionaries({}, optional={word: inner for word in target.words}).map(
        lambda found: json.dumps(found).encode()
    )


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    tried = known(target) | st.binary(max_size=400)
    return tried | documents(target) if target.words else tried
