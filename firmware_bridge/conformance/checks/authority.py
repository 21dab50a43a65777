"""Authorities in pages: how they are taken, proved and kept (docs/protocol.md §9)."""

from dataclasses import replace
from functools import partial

from firmware_bridge.conformance.clauses import Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import Deed
from firmware_bridge.protocol.v1.authority import MAX_EXCEPTIONS, MAX_TAGS, Authority
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import AuthorityPage, Boot, OrderAck
from firmware_bridge.protocol.v1.messages.orders import TAGS_PER_PAGE
from firmware_bridge.protocol.v1.vocabulary import Effect, OrderResult


def paged(x: Examiner) -> str:
    authority = x.authority(tags=_tags(250))
    *others, last = authority.pages()
    acks = [x.order(page) for page in (last, *others)]
    _expect_results(acks, [OrderResult.WAITING, OrderResult.WAITING, OrderResult.DONE])
    return _holds(x, acks[-1], authority)


def full(x: Examiner) -> str:
    boot = x.newest(Boot)
    assert boot is not None
    tags = min(MAX_TAGS, boot.capacity)
    exceptions = [x.exception(tag, Effect.HOLD, seconds=60) for tag in _tags(MAX_EXCEPTIONS)]
    authority = x.authority(tags=_tags(tags), exceptions=exceptions)
    x.give(authority)
    return f"{tags} tags and {len(exceptions)} exceptions in {len(authority.pages())} pages"


def restart(x: Examiner) -> str:
    begun, whole = x.authority(tags=_tags(150)), x.authority(tags=_tags(120))
    acks = [x.order(page) for page in (begun.pages()[0], *whole.pages())]
    _expect_results(acks, [OrderResult.WAITING, OrderResult.WAITING, OrderResult.DONE])
    return _holds(x, acks[-1], whole)


def stale(x: Examiner) -> str:
    older, newer = x.authority(), x.authority()
    x.give(newer)
    x.refused(OrderResult.STALE, lambda: x.say(newer.pages()[0]))
    return x.refused(OrderResult.STALE, lambda: x.say(older.pages()[0]))


def digest(x: Examiner) -> str:
    held = x.authority(tags=_tags(1))
    x.give(held)
    wrong = replace(x.authority(tags=_tags(2)).pages()[0], digest=bytes(32))
    said = x.refused(OrderResult.WRONG_DIGEST, lambda: x.say(wrong))
    _holds(x, x.newest(OrderAck), held)
    return f"{said}; the old one stays"


def difference(x: Examiner) -> str:
    gone, kept = x.exception(_tags(1)[0], Effect.HOLD), x.exception(_tags(2)[1], Effect.ALLOW)
    base = x.authority(tags=_tags(450), exceptions=[gone, kept])
    x.give(base)
    new = x.exception(_tags(3)[2], Effect.ALLOW)
    changed = x.authority(tags=_tags(500)[30:], exceptions=[kept, new])
    pages = _changes(changed, base)
    acks = [x.order(page) for page in pages]
    _expect_results(acks[-1:], [OrderResult.DONE])
    return f"{_holds(x, acks[-1], changed)} of {len(pages)} pages on version {base.version}"


def wrong_base(x: Examiner) -> str:
    first, held = x.authority(tags=_tags(125)), x.authority(tags=_tags(124))
    x.give(held)
    page = _changes(x.authority(tags=_tags(126)), first)[0]
    said = x.refused(OrderResult.WRONG_BASE, lambda: x.say(page))
    _holds(x, x.newest(OrderAck), held)
    return said


def page_range(x: Examiner) -> str:
    """One beyond its `pages`, and one with a tag too many."""
    page = x.authority().pages()[0]
    crowded = {**to_body(page), 9: b"".join(_tags(TAGS_PER_PAGE + 1))}
    for msg_id, data in (x.forge_of(replace(page, page=1)), x.forge(page.kind, crowded)):
        said = x.refused(OrderResult.MALFORMED, partial(_sent, x, msg_id, data))
    return said


def kept(x: Examiner) -> str:
    authority = x.authority(tags=_tags(30))
    x.give(authority)
    boot = x.booted(x.power_cycle(x.nothing))
    if (boot.authority_version, boot.authority_hash) != (authority.version, authority.digest[:8]):
        raise Failed(f"after a power cut it holds version {boot.authority_version}")
    return f"version {authority.version} was still there after a power cut"


def ends(x: Examiner) -> str:
    tag = x.tag(Deed.TAP_A)
    x.give(x.authority(exceptions=[x.exception(tag, Effect.ALLOW)], valid_s=1.0))
    x.wait(1.3)
    became = x.outcome(x.tap(Deed.TAP_A))
    if became != "asked":
        raise Failed(f"its authority had ended, and a tag that this had allowed was `{became}`")
    return "a tag that it had allowed was asked about after its end"


def _changes(authority: Authority, base: Authority) -> tuple[AuthorityPage, ...]:
    pages = authority.changes_from(base)
    assert pages, "the kit's own authorities are long enough to differ by less"
    return pages


def _tags(count: int) -> list[bytes]:
    return [(at + 1).to_bytes(8, "big") for at in range(count)]


def _sent(x: Examiner, msg_id: bytes, data: bytes) -> bytes:
    x.send(data)
    return msg_id


def _expect_results(acks: list[OrderAck], results: list[OrderResult]) -> None:
    found = [one.result for one in acks]
    if found != results:
        raise Failed(f"its answers were {', '.join(one.word for one in found)}")


def _holds(x: Examiner, ack: OrderAck | None, authority: Authority) -> str:
    assert ack is not None
    if (ack.authority_version, ack.authority_hash) != (authority.version, authority.digest[:8]):
        raise Failed(f"it reports version {ack.authority_version}, hash {ack.authority_hash.hex()}")
    x.holds(authority)
    return f"version {authority.version} is in force"


CLAUSES = (
    Clause("authority.pages", "pages in any order; waiting, then done", paged),
    Clause("authority.full", "2,000 tags and 200 exceptions", full),
    Clause("authority.restart", "a page with another head starts again", restart),
    Clause("authority.stale", "a version that is not newer is refused", stale),
    Clause("authority.digest", "pages that do not add up are refused", digest),
    Clause("authority.difference", "differential pages change the version held", difference),
    Clause("authority.base", "a difference to another version is refused", wrong_base),
    Clause("authority.page", "a page out of range is refused", page_range),
    Clause("authority.ends", "none is in force after its end", ends),
)
POWER = (Clause("authority.kept", "it is kept over a power cut", kept),)
