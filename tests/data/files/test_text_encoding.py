import random

import pytest

from core.base.errors import SentiscopeError
from core.data.files.text_encoding import SAMPLE_BYTES, UNDECODABLE, detect_encoding, open_text

ENGLISH = "review,label\nA warm, funny film,1\nDull,0\n"
CHINESE = "评论,标签\n这部电影非常好看，演员演得很棒。,好评\n剧情无聊,差评\n"
FRENCH = "avis,note\nUn film génial, très drôle… « bravo »,1\nDéçu,0\n"
GERMAN = "Text;Label\nÄußerst schön, für mich;1\nÜbel;0\n"
RUSSIAN = "отзыв;метка\nОтличный фильм, всем советую;1\nПлохой фильм;0\n"
TRADITIONAL = "評論,標籤\n這部電影非常好看,1\n劇情很無聊,0\n"
JAPANESE = "レビュー,ラベル\nとても面白い映画でした,1\nつまらない,0\n"


def detected(tmp_path, data: bytes) -> tuple[str, str]:
    path = tmp_path / "reviews.csv"
    path.write_bytes(data)
    encoding = detect_encoding(path)
    with open_text(path, encoding) as file:
        return encoding, file.read()


def test_unicode_encodings_give_the_text_back(tmp_path, subtests):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        for text in (ENGLISH, CHINESE, FRENCH, GERMAN, RUSSIAN, "review\n😀 good\n", "评论\n一般一般\n"):
            with subtests.test(text=text, encoding=encoding):
                assert detected(tmp_path, text.encode(encoding))[1] == text


def test_big_endian_mark(tmp_path):
    assert detected(tmp_path, b"\xfe\xff" + CHINESE.encode("utf-16-be"))[1] == CHINESE


def test_chinese_code_pages(tmp_path, subtests):
    for times in (1, 100):
        for encoding in ("gbk", "gb2312", "gb18030"):
            with subtests.test(encoding=encoding, times=times):
                assert detected(tmp_path, (CHINESE * times).encode(encoding)) == ("gb18030", CHINESE * times)


def test_other_code_pages(tmp_path, subtests):
    for times in (1, 30):
        for text, encoding in (
            (FRENCH, "cp1252"),
            (GERMAN, "cp1252"),
            ("review\nit’s “fine” – really\n", "cp1252"),
            (RUSSIAN, "cp1251"),
            (TRADITIONAL, "big5"),
            (JAPANESE, "cp932"),
            ("評論,標籤\n房間比較舊,但服務態度不錯,1\n衛浴設備簡陋,沒有熱水,0\n", "gb18030"),
        ):
            with subtests.test(text=text, encoding=encoding, times=times):
                assert detected(tmp_path, (text * times).encode(encoding)) == (encoding, text * times)


def test_first_character_beyond_ascii_may_stand_far_behind(tmp_path):
    text = "review\n" + "plain words\n" * 50_000 + "很好看\n" * 10
    assert len(text) > 2 * SAMPLE_BYTES
    assert detected(tmp_path, text.encode("gbk")) == ("gb18030", text)
    assert detected(tmp_path, text.encode("utf-8")) == ("utf-8", text)


def test_sample_may_end_inside_a_character(tmp_path, subtests):
    for encoding in ("utf-8", "gb18030", "utf-16"):
        for shift in range(4):
            with subtests.test(shift=shift, encoding=encoding):
                text = "x" * shift + "\n" + "这部电影很好看\n" * 30_000
                assert detected(tmp_path, text.encode(encoding))[1] == text


def test_damaged_bytes_do_not_change_the_encoding(tmp_path):
    data = (CHINESE * 20).encode() + "坏".encode()[:2] + b"\n"
    encoding, text = detected(tmp_path, data)
    assert encoding == "utf-8"
    assert text == CHINESE * 20 + UNDECODABLE + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_stray_nul_is_still_text(tmp_path, encoding):
    text = CHINESE + "好\0看,1\n"
    assert detected(tmp_path, text.encode(encoding))[1] == text


@pytest.mark.parametrize(
    "data", [bytes(1000), random.Random(0).randbytes(5000), b"\x7fELF\2\1\1" + bytes(300)]
)
def test_binary_files_are_refused(tmp_path, data):
    with pytest.raises(SentiscopeError) as caught:
        detected(tmp_path, data)
    assert caught.value.key == "csv_binary"


def test_missing_and_empty_files(tmp_path):
    for path, key in ((tmp_path / "none.csv", "data_file_missing"), (tmp_path, "data_file_not_regular")):
        with pytest.raises(SentiscopeError) as caught:
            detect_encoding(path)
        assert caught.value.key == key
    with pytest.raises(SentiscopeError) as caught:
        detected(tmp_path, b"")
    assert caught.value.key == "csv_empty"
