"""A picture on a card says nothing besides the picture."""

import zlib

import pytest

from goals.picture_facts import without_facts
from plc.http.refusals import Refusal

ADOBE, COLORS = b"Adobe\x00\x64", b"ICC_PROFILE\x00\x01\x01colors"
SCAN = b"\x01\xff\x00\x02\xff\xd0\x03"  # a stuffed byte and a restart, which are not markers
PLACE = b"52.3676 N 4.9041 E"


def segment(marker: int, said: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(said) + 2).to_bytes(2, "big") + said


def exif(order: str, up: int) -> bytes:
    """With a camera, an orientation and a place, in either order of bytes."""

    def number(n: int, size: int) -> bytes:
        return n.to_bytes(size, "big" if order == "MM" else "little")

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return number(tag, 2) + number(kind, 2) + number(count, 4) + value.ljust(4, b"\0")

    entries = [entry(0x010F, 2, 4, b"Cam\0"), entry(0x0112, 3, 1, number(up, 2)), entry(0x8825, 4, 1, number(60, 4))]
    tiff = order.encode() + number(42, 2) + number(8, 4) + number(3, 2) + b"".join(entries) + bytes(4)
    return segment(0xE1, b"Exif\x00\x00" + tiff + PLACE)


def photo(*head: bytes, after: bytes = b"") -> bytes:
    parts = (segment(0xDB, bytes(65)), segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"), SCAN, b"\xff\xff\xd9")
    return b"\xff\xd8" + b"".join(head) + b"".join(parts) + after


def chunk(kind: bytes, said: bytes) -> bytes:
    return len(said).to_bytes(4, "big") + kind + said + zlib.crc32(kind + said).to_bytes(4, "big")


def picture(*between: bytes) -> bytes:
    head = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0")
    parts = (head, *between, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("order", ["II", "MM"])
def test_a_photo_forgets_where_it_was_taken_and_stays_the_right_way_up(order: str) -> None:
    told = (segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), segment(0xED, PLACE), segment(0xFE, PLACE))
    kept = without_facts("jpg", "a.jpg", photo(segment(0xE0, b"JFIF\0" + bytes(9)), exif(order, 6), *told))
    assert PLACE not in kept and b"Cam" not in kept and b"adobe" not in kept
    assert kept.count(b"Exif") == 1 and b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00" in kept
    assert kept.endswith(SCAN + b"\xff\xff\xd9")
    assert without_facts("jpg", "a.jpg", kept) == kept


def test_one_that_lies_right_keeps_no_word_and_its_colors() -> None:
    colors = (segment(0xE2, COLORS), segment(0xEE, ADOBE))
    assert without_facts("jpg", "a.jpg", photo(exif("II", 1), *colors)) == photo(*colors)


def test_the_film_of_a_moving_photo_and_a_second_picture_are_no_part_of_it() -> None:
    kept = without_facts("jpg", "a.jpg", photo(segment(0xE2, b"MPF\0" + PLACE), after=photo(exif("II", 3)) + PLACE))
    assert PLACE not in kept and kept.count(b"\xff\xd8") == 1


def test_a_picture_keeps_its_chunks_and_no_words() -> None:
    words = (chunk(b"tEXt", b"Location\0" + PLACE), chunk(b"eXIf", PLACE), chunk(b"iTXt", PLACE), chunk(b"maKe", PLACE))
    assert without_facts("png", "a.png", picture(*words, chunk(b"gAMA", bytes(4))) + PLACE) == picture(
        chunk(b"gAMA", bytes(4))
    )


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("jpg", photo()[:-2]),
        ("jpg", photo()[:20]),
        ("jpg", b"\xff\xd8\xff\xe1\x00\x01"),
        ("jpg", b"\xff\xd8\xff<script>"),
        ("jpg", b"\xff\xd8"),
        ("jpg", b"\xff\xd8" + b"\xff\xda\x00\x02" * 30_000 + b"\xff\xd9"),
        ("png", picture(chunk(b"tEXt", b"") * 30_000)),
        ("png", picture()[:-1]),
        ("png", picture()[:30]),
    ],
)
def test_one_that_is_damaged_is_told_by_name(kind: str, content: bytes) -> None:
    with pytest.raises(Refusal, match=r"“a\.jpg” is damaged"):
        without_facts(kind, "a.jpg", content)


@pytest.mark.parametrize("said", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
def test_broken_facts_are_dropped_with_the_rest(said: bytes) -> None:
    assert b"Exif" not in without_facts("jpg", "a.jpg", photo(segment(0xE1, said)))


def test_other_files_stay_as_they_are() -> None:
    assert without_facts("pdf", "a.pdf", b"%PDF-") == b"%PDF-"
