"""Whether an error means a full or read-only disk, whatever library raised it."""

import errno
import re

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NUMBER = re.compile(r"(?:code: |os error )(\d+)")  # in safetensors' message
IN_WORDS = "Not enough disk space"  # in the message of the library datasets, which checks before it writes


def system_number(error: BaseException) -> int | None:
    """The system's number (errno) of an error, or None."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    match = NUMBER.search(str(error))
    return int(match[1]) if match else None


def is_full(error: BaseException) -> bool:
    """Whether an error or one of its causes means that the disk or the quota is full."""
    cause: BaseException | None = error
    while cause is not None:
        if system_number(cause) in FULL or IN_WORDS in str(cause):
            return True
        cause = cause.__cause__
    return False
