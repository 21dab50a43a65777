"""Decides which of the pupil's programs a list of applications does not allow. Starts and ends nothing."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from workstation_agent.platform.linux.entries import Entry
from workstation_agent.platform.linux.eyes import Program
from workstation_agent.protocol.restrictions import Apps, ListMode

WRITABLE: Final = ("/home", "/tmp", "/var/tmp", "/dev/shm", "/media", "/run/media", "/run/user", "/mnt")  # noqa: S108 - where pupils can put programs
COMMON: Final = frozenset(
    Path(folder)
    for folder in (
        "/usr/bin",
        "/bin",
        "/usr/games",
        "/usr/local/bin",
        "/usr/local/games",
        "/usr/sbin",
        "/snap/bin",
    )
)
SHARED: Final = COMMON | frozenset(
    Path(folder)
    for folder in ("/usr/libexec", "/usr/local/libexec", "/usr/lib", "/usr/local/lib", "/lib", "/usr/lib64")
)
"""The desktop's programs lie there beside those of applications, so none of these is an application's own."""
_MULTIARCH: Final = "*-linux-gnu*"  # /usr/lib/x86_64-linux-gnu
DESKTOP: Final = frozenset(
    """
    systemd dbus-daemon dbus-launch dbus-broker dbus-run-session xinit startx sshd login
    xorg gdm-x-session gdm-wayland-session xwayland
    gnome-shell gnome-session gnome-session-binary gnome-session-service mutter
    plasmashell kwin_x11 kwin_wayland ksmserver startplasma-x11 startplasma-wayland kded5 kded6 plasma_session
    xfce4-session xfwm4 xfdesktop xfce4-panel xfsettingsd cinnamon cinnamon-session nemo-desktop muffin
    mate-session mate-panel marco caja lxsession lxpanel lxqt-session lxqt-panel pcmanfm pcmanfm-qt openbox
    budgie-wm budgie-panel pipewire pipewire-pulse wireplumber pulseaudio gnome-keyring-daemon
    ibus-daemon fcitx5 orca onboard florence dasher magnus kmag xzoom speech-dispatcher at-spi-bus-launcher
    at-spi2-registryd
    """.split()
)
"""The desktop itself, and what pupils with a disability see, hear and type with. Never closed."""


class Judge:
    """`home` is the pupil's. `is_copy` tells a program of the list whatever its file is called now."""

    def __init__(
        self,
        apps: Apps,
        entries: Iterable[Entry],
        of_the_desktop: frozenset[str],
        home: str,
        is_copy: Callable[[Program], bool] = lambda program: False,
    ) -> None:
        self._only = apps.mode is ListMode.ONLY
        known = list(entries)
        self._labels = {entry.program.casefold(): entry.name for entry in reversed(known)}
        self._listed = listed_programs(apps.names, known)
        self._listed_folders = _folders(self._listed, known)
        self._folders = _folders(frozenset(self._labels), known)
        self._desktop = DESKTOP | {name.casefold() for name in of_the_desktop}
        self._writable = tuple(Path(place) for place in (*WRITABLE, home) if len(place) > 1)
        self._is_copy = is_copy

    def refused(self, programs: Mapping[int, Program]) -> list[Program]:
        kept = self._of_the_desktop(programs)
        wrong = self._not_allowed if self._only else self._listed_now
        return [one for one in programs.values() if one.pid not in kept and wrong(one, programs)]

    def label(self, program: Program) -> str:
        """As the pupil knows it."""
        own = Path(program.script or program.file).name
        return next((self._labels[name] for name in program.names if name in self._labels), own)

    def _listed_now(self, program: Program, _: Mapping[int, Program]) -> bool:
        here = _folder(program) in self._listed_folders
        return (
            here or bool(program.names & self._listed) or (self._brought(program) and self._is_copy(program))
        )

    def _not_allowed(self, program: Program, programs: Mapping[int, Program]) -> bool:
        """The chain of those who started it leads to an allowed one: that is a part of its work."""
        application = program.names & self._labels.keys() or _folder(program) in self._folders
        if not (application or self._brought(program)):
            return False
        return not any(self._allowed(one) for one in _line(program, programs))

    def _allowed(self, program: Program) -> bool:
        """A name counts only where no pupil can have given it."""
        names = program.names & {Path(one).name.casefold() for one in (program.file, program.script)}
        named = bool(names & self._listed) or _folder(program) in self._listed_folders
        return named and not self._brought(program)

    def _brought(self, program: Program) -> bool:
        """It lies where the pupil can write, so it is none of the school's."""
        return any(
            Path(file).is_relative_to(place)
            for file in (program.file, program.script)
            if file.startswith("/")
            for place in self._writable
        )

    def _of_the_desktop(self, programs: Mapping[int, Program]) -> set[int]:
        """The desktop's programs, and those that they were started by."""
        own = [
            one
            for one in programs.values()
            if not self._brought(one) and Path(one.script or one.file).name.casefold() in self._desktop
        ]
        mothers = (one for program in own for one in _line(program, programs)[1:])
        safe = (
            one.pid for one in mothers if not any(Path(one.file).is_relative_to(x) for x in self._writable)
        )
        return {one.pid for one in own} | set(safe)


def listed_programs(names: Iterable[str], entries: Iterable[Entry]) -> frozenset[str]:
    """Each listed name, and the program of the application that has it as its id, title or program."""
    wanted = {name.casefold() for name in names}
    also = (
        entry.program
        for entry in entries
        if wanted & {entry.id.casefold(), entry.id.rpartition(".")[2].casefold(), entry.name.casefold()}
    )
    return frozenset(wanted | {program.casefold() for program in also if program})


def _folders(programs: frozenset[str], entries: Iterable[Entry]) -> frozenset[Path]:
    """Folders of their own that installed programs have: of LibreOffice's, none is called libreoffice."""
    commands = (entry.argv[0] for entry in entries if entry.program.casefold() in programs)
    found = (find_program(command) for command in commands)
    own = (path.parent for path in found if path is not None)
    return frozenset(one for one in own if one not in SHARED and not one.match(_MULTIARCH))


def find_program(command: str) -> Path | None:
    """The file behind a command, through links; None if it is not installed."""
    places = [Path(command)] if command.startswith("/") else [folder / command for folder in sorted(COMMON)]
    return next((path.resolve() for path in places if path.is_file()), None)


def _folder(program: Program) -> Path:
    return Path(program.file).parent


def _line(program: Program, programs: Mapping[int, Program]) -> list[Program]:
    """The program, who started it, who started that, …, as far as they are the pupil's."""
    line = [program]
    while (mother := programs.get(line[-1].mother)) is not None and mother not in line:
        line.append(mother)
    return line
