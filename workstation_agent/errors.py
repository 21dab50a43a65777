"""The one family of errors of this package: a code for machines, a sentence for people."""


class AgentError(Exception):
    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
