"""The base of every error whose sentence a person may read."""


class SchoolbellError(Exception):
    """`code` is for machines and documents (`release.already-open`); `sentence` tells a person what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class Refused(SchoolbellError):
    """What was asked may not be done, or not now. Nothing was changed."""
