"""How a tag is decided, and how an answer is bound to its question (docs/protocol.md §5 and §8)."""

from firmware_bridge.conformance.clauses import Clause, Failed, NotRun
from firmware_bridge.conformance.examiner import ANSWER_S, MEET_S, Examiner
from firmware_bridge.conformance.hands import Deed
from firmware_bridge.protocol.v1.messages import AuthoriseReply, StationEvent
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.vocabulary import Effect, OrderResult, Reason, What

DEADLINE_S = (1.5, 3.5)
A, B = Deed.TAP_A, Deed.TAP_B
OPEN = ((-60.0, 600.0),)


def named(x: Examiner) -> str:
    question = x.denied(x.asked(x.tap(A)))
    uid = x.hands.uid(A)
    if uid is None:
        raise NotRun("needs the number in the tag's chip")
    if question.tag != tag_hash(x.tag_key, uid):
        raise Failed(f"it names the tag {question.tag.hex()}, which is not the keyed hash of {uid.hex()}")
    return f"the tag is named {question.tag.hex()}"


def denied(x: Examiner) -> str:
    with x.stays_shut():
        one = x.denied(x.asked(x.tap(A)))
        two = x.denied(x.asked(x.tap(A)))
    _expect(x.ended(two.nonce), What.REFUSED, Reason.DENIED)
    if one.nonce == two.nonce:
        raise Failed("two questions have one nonce")
    return "asked with a nonce of its own; told no, it stays shut"


def allowed(x: Examiner) -> str:
    question = x.asked(x.tap(A))
    x.say(AuthoriseReply(question.nonce, True, grant=77))
    event = _expect(x.ended(question.nonce), What.RELEASED, Reason.AUTHORISED)
    if (event.tag, event.grant) != (question.tag, 77):
        raise Failed("its event does not carry the tag and the grant of the answer")
    return "told yes, it opened, and its event carries nonce, tag and grant"


def bound(x: Examiner) -> str:
    question = x.asked(x.tap(A))
    said = _stale(x, bytes(8))
    x.denied(question)
    return said


def superseded(x: Examiner) -> str:
    first = x.asked(x.tap(A))
    second = x.asked(x.tap(B))
    _expect(x.ended(first.nonce), What.REFUSED, Reason.SUPERSEDED)
    _stale(x, first.nonce)
    x.denied(second)
    return "another pouch ended the question, and its answer opened nothing"


def deadline(x: Examiner) -> str:
    with x.stays_shut():
        question = x.asked(x.tap(A))
        asked_at = x.carrier.monotonic()
        _expect(x.ended(question.nonce), What.REFUSED, Reason.NO_ANSWER)
        waited = x.carrier.monotonic() - asked_at
    if not DEADLINE_S[0] <= waited <= DEADLINE_S[1]:
        raise Failed(f"it waited {waited:.1f} s for the answer, not 2")
    return f"without an answer it stayed shut, after {waited:.1f} s"


def late(x: Examiner) -> str:
    question = x.asked(x.tap(A))
    x.wait(ANSWER_S + 0.5)
    said = _stale(x, question.nonce)
    x.ended(question.nonce)
    return f"an answer after {ANSWER_S + 0.5:g} s: {said}"


def window(x: Examiner) -> str:
    x.give(x.authority(tags=[x.tag(A)], windows=OPEN))
    _became(x.outcome(x.tap(A)), "released window", "a listed tag in a window")
    _became(x.outcome(x.tap(B)), "asked", "a tag that is not listed")
    return "a listed tag was released without a question; another was asked about"


def early(x: Examiner) -> str:
    a, b = x.tag(A), x.tag(B)
    x.give(x.authority(tags=[a, b], early=[a], early_s=-60.0, windows=[(6.0, 600.0)]))
    _became(x.outcome(x.tap(A)), "released window", "an early tag before the window")
    _became(x.outcome(x.tap(B)), "asked", "another tag before the window")
    x.wait(6.5)
    _became(x.outcome(x.tap(B)), "released window", "another tag in the window")
    return "an early tag was released before the window, another only in it"


def window_end(x: Examiner) -> str:
    """The link is cut meanwhile: the station has only its own timer."""
    x.give(x.authority(tags=[x.tag(A)], windows=[(-60.0, 1.0)]))
    x.cut_link()
    x.wait(1.3)
    mark = x.tap_unheard(A)
    x.mend_link()
    return f"after its end, with no link: {_refused_offline(x, mark, (Reason.NO_LINK,))}"


def exception(x: Examiner) -> str:
    one = x.exception(x.tag(A), Effect.ALLOW, uses=1)
    x.give(x.authority(exceptions=[one]))
    mark = x.tap(A)
    _became(x.outcome(mark), "released exception", "a tag that is allowed once")
    if x.event(mark, What.RELEASED).grant != one.grant:
        raise Failed("its event does not carry the grant of the exception")
    _became(x.outcome(x.tap(A)), "asked", "the same tag again")
    return "released once by its exception, and then asked about"


def used_up(x: Examiner) -> str:
    x.give(x.authority(exceptions=[x.exception(x.tag(A), Effect.ALLOW, uses=1)]))
    _became(x.outcome(x.tap(A)), "released exception", "a tag that is allowed once")
    x.power_cycle()
    x.beat()
    _became(x.outcome(x.tap(A)), "asked", "the same tag after a power cut")
    return "a use was still used up after a power cut"


def hold(x: Examiner) -> str:
    tag = x.tag(A)
    both = [x.exception(tag, Effect.ALLOW), x.exception(tag, Effect.HOLD)]
    x.give(x.authority(tags=[tag], windows=OPEN, exceptions=both))
    _became(x.outcome(x.tap(A)), "refused held", "a tag with a hold and an allow, listed in a window")
    return "a hold counted before an allow and a window"


def until(x: Examiner) -> str:
    tag = x.tag(A)
    x.give(x.authority(exceptions=[x.exception(tag, Effect.ALLOW, seconds=1.0)]))
    x.wait(1.3)
    _became(x.outcome(x.tap(A)), "asked", "a tag whose exception has ended")
    return "an exception that had ended allowed nothing"


def no_link(x: Examiner) -> str:
    x.tag(A)
    x.cut_link()
    mark = x.tap_unheard(A)
    x.mend_link()
    return f"with no link it is {_refused_offline(x, mark, (Reason.NO_LINK, Reason.NO_AUTHORITY))}"


def no_clock(x: Examiner) -> str:
    """It holds an authority that would release the tag, and does not know that its time is now."""
    x.give(x.authority(tags=[x.tag(A)], windows=OPEN))
    x.power_cycle(x.nothing)
    mark = x.tap_unheard(A)
    x.accept_from_here()
    x.greeting = x.accepted
    x.beat()
    return f"before its clock is set it is {_refused_offline(x, mark, (Reason.CLOCK_UNKNOWN,))}"


def _refused_offline(x: Examiner, mark: int, reasons: tuple[Reason, ...]) -> str:
    event = x.event(mark, What.RELEASED, What.REFUSED, within=MEET_S)
    if event.what is not What.REFUSED or event.reason not in reasons:
        raise Failed(f"it was {event.what.word} ({event.reason.word})")
    return f"refused ({event.reason.word})"


def _stale(x: Examiner, nonce: bytes) -> str:
    """A reply that must move nothing."""

    def send() -> bytes:
        return x.say(AuthoriseReply(nonce, True, grant=78))

    return x.refused(OrderResult.STALE, send, answered=False)


def _expect(event: StationEvent, what: What, reason: Reason) -> StationEvent:
    if (event.what, event.reason) != (what, reason):
        raise Failed(
            f"its event says {event.what.word} ({event.reason.word}), not {what.word} ({reason.word})"
        )
    return event


def _became(found: str, wanted: str, which: str) -> None:
    if found != wanted:
        raise Failed(f"{which} was `{found}`, not `{wanted}`")


CLAUSES = (
    Clause("tap.name", "a tag is the keyed hash of its number", named),
    Clause("tap.denied", "what the authority does not cover is asked; denied, it stays shut", denied),
    Clause("tap.allowed", "an answer opens, for its own question", allowed),
    Clause("tap.bound", "an answer to another nonce opens nothing", bound),
    Clause("tap.superseded", "another pouch ends the question", superseded),
    Clause("tap.deadline", "without an answer in 2 s it stays shut", deadline),
    Clause("tap.late", "a late answer opens nothing", late),
    Clause("tap.window", "a listed tag in a window opens without asking", window),
    Clause("tap.early", "an early tag opens before the window, and no other", early),
    Clause("tap.window-end", "a window ends by the station's own timer", window_end),
    Clause("tap.exception", "an exception allows as often as it says", exception),
    Clause("tap.hold", "a hold counts before an allow", hold),
    Clause("tap.until", "an exception ends", until),
    Clause("tap.no-link", "without a link, what would be asked is refused", no_link),
)
POWER = (
    Clause("tap.used-up", "a use stays used up over a power cut", used_up),
    Clause("tap.no-clock", "without the time no authority is in force", no_clock),
)
