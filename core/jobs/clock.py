"""How old things are by a clock that may jump: time counts only as far as the queue has seen it pass.

Between two looks at the queue a tenth of the age limit counts at most. So a clock that jumps by three months,
or a server that was off for as long, ages everything by a tenth of the limit, and nothing finished leaves at
once; what is looked at now and then leaves in the end. A clock that is set back makes nothing older.
"""

import sqlite3
import time
from dataclasses import dataclass

SHARE = 10
MOST_JUMPS = 1000  # kept; nothing lives through as many

SCHEMA = """
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS jumps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    until REAL NOT NULL,
    seconds REAL NOT NULL
);
"""
_LATEST = "SELECT MAX(MAX(created), MAX(COALESCE(started, 0)), MAX(COALESCE(finished, 0))) FROM jobs"


@dataclass(frozen=True)
class Ages:
    """The time of a look, and the jumps before it: (until when, seconds that do not count)."""

    now: float
    jumps: tuple[tuple[float, float], ...]

    def of(self, moment: float) -> float:
        """Seconds that count since a moment; all in seconds since 1970."""
        # A moment after a jump's end may lie before it on a clock that was set back: then it counts as later.
        return self.now - moment - sum(seconds for until, seconds in self.jumps if moment <= until)


def look(connection: sqlite3.Connection, limit: float) -> Ages:
    """Note, in the caller's transaction, that the queue was seen now; `limit` is the age limit in seconds."""
    now = time.time()
    passed = now - _seen(connection, now)
    counted = min(max(passed, 0.0), limit / SHARE)
    if passed != counted:
        connection.execute("INSERT INTO jumps (until, seconds) VALUES (?, ?)", (now, passed - counted))
        connection.execute("DELETE FROM jumps WHERE id <= (SELECT MAX(id) FROM jumps) - ?", (MOST_JUMPS,))
    connection.execute("INSERT OR REPLACE INTO clock (id, seen) VALUES (1, ?)", (now,))
    jumps = connection.execute("SELECT until, seconds FROM jumps").fetchall()
    return Ages(now, tuple((until, seconds) for until, seconds in jumps))


def _seen(connection: sqlite3.Connection, now: float) -> float:
    """When the queue was last looked at; in a table of before that was noted, when a job last moved."""
    row = connection.execute("SELECT seen FROM clock").fetchone() or connection.execute(_LATEST).fetchone()
    return now if row[0] is None else float(row[0])
