"""What a child process gives up before it meets a query that is not ours: network, files, memory, time.

Each wall is put up where the system has it, all of them on Linux; the guard and the parent's deadline stand everywhere.
"""

from __future__ import annotations

import contextlib
import platform
import signal
import struct
import sys
from pathlib import Path
from typing import Final

#: Numbers of socket, connect, execve, execveat, by machine; and the number of the machine for the kernel.
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 59, 322)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281)),
}
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38


def die_with_parent() -> None:
    """Ask to be killed when the parent ends, however it ends."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def close_network() -> bool:
    """Give up connections and other programs for good; return whether the system lets us.

    A seccomp filter answers EPERM to socket, connect, execve and execveat.
    """
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    import ctypes

    architecture, calls = known
    deny, allow = 0x00050001, 0x7FFF0000  # SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_ALLOW
    load, equal, answer = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
    # The numbers are those of one machine: whatever another asks is refused.
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, deny), (load, 0, 0, 0)]
    program += [(equal, len(calls) - i, 0, number) for i, number in enumerate(calls)]
    program += [(answer, 0, 0, allow), (answer, 0, 0, deny)]
    raw = b"".join(struct.pack("HBBI", *step) for step in program)
    steps = ctypes.create_string_buffer(raw, len(raw))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4  # an int alone would cut the address
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.addressof(header), 0, 0) == 0)


def limit_memory(mib: int) -> None:
    """Allow so much memory above what the process has mapped now."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + (mib << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def limit_files_and_time(seconds: float) -> None:
    """Write no file, leave no core, and end by an alarm when the parent could not end it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
