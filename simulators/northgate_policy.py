"""Northgate's own policy: what the one that it takes over leaves open, such as how long a phone is kept."""

from controller.bootstrap import Services
from controller.domain.accounts import Role
from controller.services.policies import Asked

NAME = "northgate"
DOCUMENT = """\
# Made up for the demonstration. The online safety policy that it takes over is a real school's.

extends: mggs-2025
title: Phones and devices 2025-2026
document: Northgate School, Phones and devices, with the online safety policy that it takes over
effective: {from: 2025-04-30}

rules:
- id: northgate-breach
  source: "Phones 3.2: a device that is used is kept in the office for two school sessions"
  role: pupil
  device: personal
  on_breach: confiscate
  held_at: school-office
  release_to: pupil
  kept_for: 2
  may_confiscate: staff
  may_search: [head, slt, dsl]
"""


def adopt_policy(services: Services) -> None:
    """Once: a policy that somebody has switched on since is let be."""
    policies = services.policies
    if any(one.name == NAME for one in policies.all()):
        return
    by = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
    version = policies.upload(by, NAME, DOCUMENT.encode()).version
    policies.switch(by, Asked(NAME, version, "Adopted by the governors", gaps_seen=True))
