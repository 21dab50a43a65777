"""How a part tells the test about itself: a file that is replaced whole, so that a kill never leaves half."""

import json
from pathlib import Path


class Status:
    def __init__(self, path: Path) -> None:
        self._path, self._said = path, ""

    def say(self, state: dict[str, object]) -> None:
        text = json.dumps(state)
        if text != self._said:
            fresh = self._path.with_suffix(".new")
            fresh.write_text(text)
            fresh.replace(self._path)
            self._said = text
