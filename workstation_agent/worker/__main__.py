import sys

from workstation_agent.worker.run import main

sys.exit(main())
