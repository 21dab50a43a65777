"""Protocol v1 §2: the bounds that both ends hold. What lies outside is refused; free text is cut."""

PROTOCOL_VERSION = 1
NAMESPACE = "/agent"
ENROL_PATH = "/agent/enrol"

MAX_VERSION = 2**53 - 1  # exact in every JSON reader
MAX_LEASES = 32
MAX_LEASE_S = 24 * 3600.0
MAX_ACT_TTL_S = 3600.0
MAX_WATCH_TTL_S = 120.0
MAX_WATCHES = 8  # open at once on one PC

MAX_WIDTH, MAX_HEIGHT = 7680, 4320
MIN_INTERVAL_MS, MAX_INTERVAL_MS = 40, 60_000
MIN_QUALITY, MAX_QUALITY = 10, 95

MAX_FRAME_HEADER = 4096  # of what is shown to a room
MAX_SHOWN_PARTS = 96
MAX_FRAME_BYTES = 900_000  # below the server's 1 MB message limit, header included
MAX_THUMB_BYTES = 10_000  # of a small picture or its changed parts
MAX_PARTS = 6  # of one picture: with the rest, they fit in a header of 255 bytes
MAX_SEQ = 2**32 - 1
MAX_MONITORS = 16

MAX_NAME = 64  # people, PCs, rooms, lessons
MAX_MESSAGE = 280
MAX_DETAIL = 200
MAX_URL = 2000

MAX_PATTERNS, MAX_PATTERN = 200, 200  # of a list of sites
MAX_APPS, MAX_APP = 100, 64  # of a list of programs
MAX_TROUBLES = 16  # kept for the controller while there is no connection
