"""What a text file does not say about itself: its encoding and its separator."""

from __future__ import annotations

import codecs
import csv
import io

from core.data.files.problem import ImportProblem

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 65_536
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a SQLite database"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    A byte-order mark decides; without one, UTF-16 is known by its zero bytes, then UTF-8 is
    tried, and Windows-1252 is the fallback. Raises ImportProblem for content that is not text.

    >>> decode("Prénom".encode("cp1252"))
    ('Prénom', 'cp1252')
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise ImportProblem(f"The file is {what}, not a table.")
    encoding = _encoding_of(data)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ImportProblem(f"The file says it is {encoding}, but byte {error.start} is not.") from error
    return data.decode("cp1252", errors="replace"), "cp1252"


def _encoding_of(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    if _is_binary(sample):
        raise ImportProblem("The file is binary data, not a table that can be read.")
    return "utf-8"


def _is_binary(sample: bytes) -> bool:
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return control > 0.05 * len(sample)


def is_markup(text: str) -> bool:
    """Whether the text is an HTML or XML page, as some tools save under an .xls name."""
    head = text[:SAMPLE].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<meta"))


def separator_of(text: str) -> str:
    """The character that splits the first lines into the same number of columns.

    >>> separator_of('a;b;c\\n"1;2";3,5;4\\n'), separator_of("only")
    (';', ',')
    """
    sample = text[:SAMPLE]
    if sample[:4].lower() == "sep=" and len(sample) > 4:
        return sample[4]
    best = max(SEPARATORS, key=lambda separator: _evenness(sample, separator))
    return best if _evenness(sample, best) > (0.0, 0) else ","


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    """Share of rows as wide as the header, and that width; zero for a single column."""
    rows: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample), delimiter=separator):
            if row:
                rows.append(len(row))
            if len(rows) == 50:
                break
    except csv.Error:
        pass
    if not rows or rows[0] == 1:
        return 0.0, 0
    body = rows[1:-1] or rows[1:] or rows
    return sum(width == rows[0] for width in body) / len(body) + 0.01, rows[0]
