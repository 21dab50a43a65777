"""Who the station is: made once at manufacture, kept in flash, never sent."""

from . import cbor
from .frames import frame, unframe

_FILE, _TAG_KEY = "identity", "tag-key"


class Identity:
    def __init__(self, site, station, key):
        self.site, self.station, self.key = site, station, key


def make(flash, site, station, random):
    identity = Identity(site, station, random(32))
    flash.replace(_FILE, [frame(cbor.dumps([site, station, identity.key]))])
    return identity


def load(flash):
    """None for a station that was never made, or whose identity cannot be read."""
    content = read_record(flash, _FILE)
    return Identity(*cbor.loads(content)) if content else None


def load_tag_key(flash):
    return read_record(flash, _TAG_KEY)


def keep_tag_key(flash, key):
    if key != load_tag_key(flash):
        flash.replace(_TAG_KEY, [frame(key)])


def read_record(flash, name):
    """The content of a file that is one frame; None if it is not there or not whole."""
    raw = flash.read(name, 0, flash.size(name))
    return unframe(raw[:-1]) if raw else None
