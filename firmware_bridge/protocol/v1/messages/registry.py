"""Which dataclass carries which kind."""

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.messages.orders import (
    AuthoriseReply,
    AuthorityPage,
    BootReply,
    EventAck,
    GetLog,
    SetKey,
    SetMode,
    Unlock,
)
from firmware_bridge.protocol.v1.messages.reports import (
    Authorise,
    Boot,
    Heartbeat,
    LogPage,
    OrderAck,
    StationEvent,
    Status,
)
from firmware_bridge.protocol.v1.vocabulary import Kind

Report = Boot | Heartbeat | Status | Authorise | StationEvent | OrderAck | LogPage
Order = BootReply | AuthorityPage | AuthoriseReply | Unlock | SetMode | GetLog | EventAck | SetKey
Message = Report | Order

SHAPES: dict[Kind, type[Message]] = {
    shape.kind: shape
    for shape in (
        Boot,
        Heartbeat,
        Status,
        Authorise,
        StationEvent,
        OrderAck,
        LogPage,
        BootReply,
        AuthorityPage,
        AuthoriseReply,
        Unlock,
        SetMode,
        GetLog,
        EventAck,
        SetKey,
    )
}


def shape_of(kind: int) -> type[Message]:
    """Raises EnvelopeError `unknown-kind`."""
    try:
        return SHAPES[Kind(kind)]
    except ValueError as error:
        raise EnvelopeError("unknown-kind", f"protocol v1 has no message of kind {kind}") from error
