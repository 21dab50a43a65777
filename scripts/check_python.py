"""Stops the set-up early, with a sentence, where Python is too old. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Schoolbell needs Python 3.11 or newer; this is %d.%d. Install one, then: make PYTHON=python3.11 demo"
        % sys.version_info[:2]
    )
