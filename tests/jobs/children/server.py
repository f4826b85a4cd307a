"""A second server: submits a counting job of STEPS or looks at job ID, prints the id, stays if asked."""

import sys
import time

from core import jobs
from core.jobs import commands
from tests.jobs.support import submit_counting


def main() -> None:
    commands.ALLOWED = ("tests",)
    action, subject, *stays = sys.argv[1:]
    if action == "submit":
        print(submit_counting(int(subject)), flush=True)
    else:
        print(jobs.status(subject).id, flush=True)
    if stays:
        time.sleep(600)


if __name__ == "__main__":
    main()
