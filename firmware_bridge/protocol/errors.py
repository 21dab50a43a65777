"""What the two ends of a station link say when bytes are not what the protocol asks for."""


class EnvelopeError(ValueError):
    """Bytes that are no message of ours, or a message that would not be one.

    `code` is one of `garbled`, `too-long`, `wrong-version`, `unknown-kind`, `bad-address`, `bad-field`,
    `unsigned`, `bad-ttl`;
    `sentence` is for people. Trying the same bytes again never helps.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class PairingCodeError(ValueError):
    """A pairing code that was typed wrongly; the text is a sentence for the person who typed it."""
