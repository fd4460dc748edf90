"""Keep the memory that a block of events frees for the next block."""

from __future__ import annotations

import numpy as np

_JUST_BELOW_THE_LIMIT = (1 << 22) - 4096
"""Float64 numbers: 32 MiB, the most that glibc lets its threshold rise to."""


def keep_freed_memory() -> None:
    """Raise the size above which glibc gives freed memory back to the system at once.

    The threshold follows the largest array freed so far, and starts at 128 KiB: the arrays of a block, of a
    megabyte each, would be mapped and zeroed anew by the kernel every time, which takes as long as filling
    them. This array is never touched, so it costs no memory. Other allocators are left as they are.

    References
    ----------
    mallopt(3), M_MMAP_THRESHOLD: "dynamic adjustment".
    """
    np.empty(_JUST_BELOW_THE_LIMIT)
