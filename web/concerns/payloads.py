"""The bodies of the commands about concerns and the notice."""

from typing import Annotated

from pydantic import AfterValidator, Field

from web.payloads import Number, Payload, tidy


class ConcernNamed(Payload):
    concern: Number


class ConcernClosed(ConcernNamed):
    """`note`: what was done; kept encrypted beside the report."""

    note: Annotated[str, Field(max_length=2000), AfterValidator(tidy)]


class NoticePublished(Payload):
    """An empty text: from now on nobody is asked."""

    text: Annotated[str, Field(max_length=6000), AfterValidator(tidy)]
