"""Gives back all policies that lessons took, for when the agent is taken off or did not end by itself.

`python -m workstation_agent.platform.windows.release [DATA_DIR]`, as administrator, with the agent stopped.
Not yet exercised in CI on Windows.
"""

import os
import sys
from pathlib import Path
from typing import Final

from workstation_agent.errors import AgentError
from workstation_agent.platform.windows.registry import Registry, WindowsRegistry
from workstation_agent.platform.windows.restoring import Restoring

HOME: Final = r"C:\ProgramData"


def give_back(registry: Registry, data_dir: Path) -> list[str]:
    """The modes of which something was given back. Raises PlatformError; what is not given back is kept."""
    files = sorted((data_dir / "modes").glob("*.json"))
    return [file.stem for file in files if Restoring(registry, file).lift()]


def main() -> int:
    default = Path(os.environ.get("ProgramData", HOME), "Schoolbell agent")  # noqa: SIM112 - Windows' own name
    try:
        given = give_back(WindowsRegistry(), Path(sys.argv[1]) if len(sys.argv) > 1 else default)
    except AgentError as error:
        print(f"{error.sentence}. Run this as administrator.", file=sys.stderr)  # noqa: T201 - for a person
        return 1
    print("Given back: " + ", ".join(given) if given else "There was nothing to give back.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
