import threading

import pytest

from core.jobs import database, folders
from tests.jobs.support import raises, rows, run_process


def test_several_first_users_make_one_table() -> None:
    problems: list[BaseException] = []

    def use() -> None:
        try:
            with database.transaction() as connection:
                connection.execute("INSERT INTO workers (pid, birth, heartbeat) VALUES (0, '', 0)")
        except BaseException as problem:  # noqa: BLE001 - whatever a thread raises is what the test looks at
            problems.append(problem)

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert rows("SELECT COUNT(*) FROM workers")[0][0] == 16


def test_the_queue_lies_where_older_versions_left_it() -> None:
    with database.transaction():
        pass
    assert (folders.root() / "jobs.sqlite3").is_file()


def test_a_failed_transaction_leaves_nothing() -> None:
    def fail() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO workers (pid, birth, heartbeat) VALUES (1, '', 0)")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert rows("SELECT * FROM workers") == []


def test_readers_do_not_wait_for_a_writer() -> None:
    with database.transaction():
        assert rows("SELECT * FROM jobs") == []
    assert rows("PRAGMA journal_mode")[0][0] == "wal"


def test_a_file_that_is_no_table_is_not_waited_for() -> None:
    (folders.root() / database.FILE).write_bytes(b"no table" * 1000)
    with raises("jobs_table_damaged"):
        rows("SELECT 1")
    (folders.root() / database.FILE).unlink()


def test_another_process_sees_what_was_written() -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO workers (pid, birth, heartbeat) VALUES (0, '', 0)")
    assert run_process("claiming", "1") == []
    assert rows("SELECT * FROM workers") == []


def test_a_later_version_is_used_and_left_as_it_is() -> None:
    with database.connect() as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    assert rows("SELECT * FROM jobs") == []
    assert rows("PRAGMA user_version")[0][0] == database.VERSION + 1


def test_a_table_of_the_version_before_gets_what_it_lacks() -> None:
    with database.connect() as connection:
        connection.executescript("DROP TABLE clock; DROP TABLE jumps; PRAGMA user_version = 1;")
    assert rows("SELECT * FROM clock") == []
    assert rows("PRAGMA user_version")[0][0] == database.VERSION
