"""Any message that protocol v1 allows, for the property tests."""

from hypothesis import strategies as st

from firmware_bridge.protocol.v1 import fields
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.messages.registry import SHAPES
from firmware_bridge.protocol.v1.vocabulary import Kind

names = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
addresses = st.builds(Address, names, names)
keys = st.binary(min_size=32, max_size=32)
msg_ids = st.binary(min_size=8, max_size=8)


def _octets(form: fields.Octets):
    return st.binary(min_size=form.size, max_size=form.size)


def _run(form: fields.Run):
    item = st.binary(min_size=form.size, max_size=form.size)
    return st.sets(item, max_size=5).map(lambda items: tuple(sorted(items)))


def _record(form: fields.Record):
    return st.builds(form.shape, *(of_form(inner) for _, inner in fields._forms(form.shape)))


FORMS = {
    fields.Uint: lambda form: st.integers(form.least, form.most),
    fields.Octets: _octets,
    fields.Blob: lambda form: st.binary(max_size=form.most),
    fields.Text: lambda form: st.text("abcdefghij é-", max_size=form.most // 2),
    fields.Flag: lambda form: st.booleans(),
    fields.Word: lambda form: st.sampled_from(list(form.words)),
    fields.Run: _run,
    fields.ListOf: lambda form: st.lists(of_form(form.item), max_size=min(form.most, 4)).map(tuple),
    fields.Record: _record,
}


def of_form(form):
    return FORMS[type(form)](form)


def message_of(kind: Kind):
    shape = SHAPES[kind]
    return st.builds(shape, **{name: of_form(form) for name, _, form in fields.layout(shape)})


any_message = st.sampled_from(list(Kind)).flatmap(message_of)
