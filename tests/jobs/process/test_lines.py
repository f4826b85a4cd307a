from core.jobs.process.lines import BYTES_AT_MOST, Lines


def test_lines_are_cut_wherever_the_chunks_were() -> None:
    text = "一\r\ntwo\n\nthree"
    for size in range(1, 8):
        lines, found = Lines(), []
        content = text.encode()
        for start in range(0, len(content), size):
            found += lines.add(content[start : start + size])
        assert found + lines.end() == ["一", "two", "", "three"]
        assert lines.end() == []


def test_a_line_without_end_does_not_grow_for_ever() -> None:
    lines = Lines()
    assert lines.add(b"x" * (BYTES_AT_MOST + 1)) == ["x" * (BYTES_AT_MOST + 1)]
    assert lines.end() == []
