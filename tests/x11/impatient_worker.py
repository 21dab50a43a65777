"""A worker that waits for a service for half a second only."""

import sys

from workstation_agent.worker import run

run.ALONE_S = 0.5  # type: ignore[misc,assignment]  # final everywhere but here

sys.exit(run.main())
