"""What only Windows itself can do: who is at the console, and starting a program there.

By ctypes on wtsapi32, advapi32 and userenv. Not yet exercised in CI.
"""

import ctypes
import sys
from ctypes import POINTER, Structure, byref, c_byte, c_ulong, c_ushort, c_void_p, c_wchar_p
from typing import Any, Final

from workstation_agent.platform.interface import PlatformError

NO_SESSION: Final = 0xFFFFFFFF
_USER_NAME: Final = 5  # WTS_INFO_CLASS.WTSUserName
_ALL_ACCESS: Final = 0x02000000  # MAXIMUM_ALLOWED
_IDENTIFICATION, _PRIMARY, _TOKEN_SESSION = 1, 1, 12
_UNICODE_ENVIRONMENT, _NO_WINDOW = 0x00000400, 0x08000000


class StartupInfo(Structure):
    """STARTUPINFOW."""

    _fields_ = (
        ("cb", c_ulong),
        ("lpReserved", c_wchar_p),
        ("lpDesktop", c_wchar_p),
        ("lpTitle", c_wchar_p),
        *((name, c_ulong) for name in ("dwX", "dwY", "dwXSize", "dwYSize", "dwXCountChars", "dwYCountChars")),
        ("dwFillAttribute", c_ulong),
        ("dwFlags", c_ulong),
        ("wShowWindow", c_ushort),
        ("cbReserved2", c_ushort),
        ("lpReserved2", POINTER(c_byte)),
        ("hStdInput", c_void_p),
        ("hStdOutput", c_void_p),
        ("hStdError", c_void_p),
    )


class ProcessInformation(Structure):
    """PROCESS_INFORMATION."""

    _fields_ = (
        ("hProcess", c_void_p),
        ("hThread", c_void_p),
        ("dwProcessId", c_ulong),
        ("dwThreadId", c_ulong),
    )


def console_session() -> int:
    """NO_SESSION while Windows changes between two."""
    return int(_library("kernel32").WTSGetActiveConsoleSessionId())


def user_of(session: int) -> str | None:
    """The login name in a session; None while nobody is logged in."""
    wts = _library("wtsapi32")
    text, size = c_wchar_p(), c_ulong()
    if not wts.WTSQuerySessionInformationW(None, session, _USER_NAME, byref(text), byref(size)):
        return None
    try:
        return text.value or None
    finally:
        wts.WTSFreeMemory(text)


def start_as_pupil(session: int, command: str) -> int:
    """The process id. `command` is a whole command line, its parts quoted. Raises PlatformError."""
    token = c_void_p()
    _check(_library("wtsapi32").WTSQueryUserToken(session, byref(token)), "nobody is logged in on this PC")
    return _start(token, command)


def start_as_system(session: int, command: str) -> int:
    """Of the system's own account, in the pupil's session: no pupil can end it. Raises PlatformError."""
    advapi, ours, theirs = _library("advapi32"), c_void_p(), c_void_p()
    here = _library("kernel32").GetCurrentProcess()
    _check(
        advapi.OpenProcessToken(c_void_p(here), _ALL_ACCESS, byref(ours)), "the agent must run as a service"
    )
    made = advapi.DuplicateTokenEx(ours, _ALL_ACCESS, None, _IDENTIFICATION, _PRIMARY, byref(theirs))
    _check(made, "the agent must run as a service")
    number = c_ulong(session)
    moved = advapi.SetTokenInformation(theirs, _TOKEN_SESSION, byref(number), ctypes.sizeof(number))
    _check(moved, "the agent must run as the system's own account")
    return _start(theirs, command)


def _start(token: c_void_p, command: str) -> int:
    info, made, environment = StartupInfo(), ProcessInformation(), c_void_p()
    info.cb, info.lpDesktop = ctypes.sizeof(info), "winsta0\\default"
    kernel, userenv = _library("kernel32"), _library("userenv")
    userenv.CreateEnvironmentBlock(byref(environment), token, False)
    try:
        flags = _UNICODE_ENVIRONMENT | _NO_WINDOW
        line = ctypes.create_unicode_buffer(command)  # Windows may write into it
        started = _library("advapi32").CreateProcessAsUserW(
            token, None, line, None, None, False, flags, environment, None, byref(info), byref(made)
        )
        _check(started, "a program could not be started on this PC")
    finally:
        userenv.DestroyEnvironmentBlock(environment)
        kernel.CloseHandle(token)
    for handle in (made.hThread, made.hProcess):
        kernel.CloseHandle(c_void_p(handle))
    return int(made.dwProcessId)


def _check(done: int, sentence: str) -> None:
    if not done:
        raise PlatformError("windows.refused", sentence)


def _library(name: str) -> Any:
    if sys.platform != "win32":
        raise PlatformError("windows.none", "this PC does not run Windows")
    library = ctypes.WinDLL(name, use_last_error=True)
    for function in ("GetCurrentProcess",):
        if hasattr(library, function):
            getattr(library, function).restype = c_void_p
    return library
