"""Frames, topics and the lifecycle word (docs/protocol.md §2)."""

from firmware_bridge.conformance.clauses import Carriage, Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.protocol.framing import MAX_CONTENT, frame
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.messages import GetLog, Heartbeat
from firmware_bridge.protocol.v1.vocabulary import Lifecycle, OrderResult


def resync(x: Examiner) -> str:
    """A frame torn by noise, one with a wrong check, and noise that runs into a frame."""
    before = x.count(OrderResult.MALFORMED)
    torn, hit, lost = (frame(x.forge_of(GetLog(0, 1))[1]) for _ in range(3))
    wrong = bytes([hit[9] ^ 1 or 2])
    for noise in (torn[:40] + b"\xff" * 20 + b"\0", hit[:9] + wrong + hit[10:], b"\x55" * 37 + lost):
        x.carrier.noise(noise)
        x.done(GetLog(0, 1))
    x.until(lambda: x.count(OrderResult.MALFORMED) > before or None, "a status that counts them as malformed")
    return "the frame after each of three hit ones was answered, and they were counted"


def overlong(x: Examiner) -> str:
    x.carrier.noise(b"\x01" * (MAX_CONTENT * 2) + b"\0")
    x.done(GetLog(0, 1))
    return f"answered after {MAX_CONTENT * 2} bytes without a zero"


def idle(x: Examiner) -> str:
    before = _beat(x).refused
    x.carrier.noise(b"\0" * 16)
    x.done(GetLog(0, 1))
    counted = _beat(x).refused - before
    if counted:
        raise Failed(f"it counted {counted} refused for zeros that hold nothing")
    return "16 zeros between frames were passed over"


def on_its_topic(x: Examiner) -> str:
    for one in x.heard:
        if one.topic != topics.topic_for(one.header.address, one.header.kind):
            raise Failed(f"a {one.header.kind.word} came on `{one.topic}`")
        if one.retained:
            raise Failed(f"a {one.header.kind.word} was retained")
    return f"{len(x.heard)} messages came on the topics of their kinds, none retained"


def word(x: Examiner) -> str:
    strange = [one for one in x.words if one not in tuple(Lifecycle)]
    if strange:
        raise Failed(f"`{strange[0]:.32}` is no lifecycle word")
    if not x.words or x.words[-1] != Lifecycle.READY:
        raise Failed(f"it is accepted and at rest, and its word is `{x.words[-1] if x.words else ''}`")
    return "it says `ready` when accepted and at rest"


def _beat(x: Examiner) -> Heartbeat:
    return x.expect(Heartbeat, x.mark(), "a heartbeat")


CLAUSES = (
    Clause("carriage.resync", "noise costs at most the frame that it hits", resync, Carriage.SERIAL),
    Clause("carriage.overlong", "bytes without end are thrown away", overlong, Carriage.SERIAL),
    Clause("carriage.idle", "zeros between frames are an idle line", idle, Carriage.SERIAL),
    Clause("carriage.word", "it tells its lifecycle word", word),
)
WHOLE_RUN = (
    Clause(
        "carriage.topics",
        "each kind has its own topic and is not retained",
        on_its_topic,
        Carriage.MQTT,
        rest=False,
    ),
)
