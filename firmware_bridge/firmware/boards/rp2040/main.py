"""Runs after boot.py. Ctrl-C on the console within 3 s of power on gives the prompt instead."""

import gc
import os
import select
import sys
import time

import machine
import micropython
from firmware.boards.rp2040.pins import PINS
from firmware.boards.start import start


class Modules:
    pass


Modules.gc = gc
Modules.machine = machine
Modules.micropython = micropython
Modules.os = os
Modules.select = select
Modules.sys = sys
Modules.time = time
start(Modules, PINS)
