"""Delimited text: its encoding, its delimiter and its records."""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter
from contextlib import suppress
from io import StringIO
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import define, field

from greenprod.errors import DataError, Issue
from greenprod.readers.sheet import Sheet, empty_file, header_names, shown, text_series, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from greenprod.readers.sheet import Finding, Series

    Cells = NDArray[np.object_]

DELIMITERS = ";\t,"

# Tab and line ends are the only control characters that a table of text has a use for.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t])[\r\n]*\Z", re.IGNORECASE)
_END = "\x00"
# Small blocks keep the garbage collector out of the way: a million lines are read in half the time.
_BLOCK = 512
_PENDING_CELLS = 1_000_000
_MOST_CELLS = 200_000_000

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8 = b"\xef\xbb\xbf"


def decoded(content: bytes) -> str:
    """Return the text of a file.

    Raises
    ------
    DataError
        ``unreadable_encoding``.

    """
    if content.startswith(_UTF16):
        encodings = ["utf-16"]
    elif content.startswith(_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            # Any bytes are Windows-1252 to some extent; text in it has no control characters.
            if not (_CONTROL.search(text) if encoding == "cp1252" else _END in text):
                return text
    raise DataError(
        Issue(
            code="unreadable_encoding",
            message="The file is not text in UTF-8, UTF-16 or Windows-1252.",
            hint='Save it again as "CSV UTF-8".',
        )
    )


def delimiter_of(lines: list[str]) -> str:
    """Return the delimiter that the header, outside its quotes, has most of."""
    counts: Counter[str] = Counter()
    quoted = False
    for line in lines:
        for index, part in enumerate(line.split('"')):
            quoted ^= index > 0
            if not quoted:
                counts.update({mark: part.count(mark) for mark in DELIMITERS})
        if not quoted and line.strip():
            break
    return max(DELIMITERS, key=lambda mark: counts[mark])


def blocks_of(lines: list[str], delimiter: str) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Yield the records in blocks, blank ones too, with the positions of those whose quotes are not closed."""
    # In an open quote this line would close it and come out otherwise.
    reader = csv.reader(chain(lines, [f'"{_END}"']), delimiter=delimiter)
    while True:
        before = reader.line_num
        block: list[list[str]] = []
        # The one error left to a reader that is not strict is a cell of 128 kB: an open quote.
        with suppress(csv.Error):
            block = list(islice(reader, _BLOCK))
        ended = reader.line_num > len(lines)
        if not block or (ended and block[-1] != [_END]):
            break
        yield block[: -1 if ended else None], []
        if ended:
            return
    careful = _careful_records(lines[before:], delimiter)
    while pairs := list(islice(careful, _BLOCK)):
        yield [record for record, _ in pairs], [place for place, (_, closed) in enumerate(pairs) if not closed]


def _careful_records(lines: list[str], delimiter: str) -> Iterator[tuple[list[str], bool]]:
    """Yield every record and whether its quotes are closed.

    A quote that is never closed would take the rest of the file into one cell. The line it stands in is then split
    without regard to quotes, and reading goes on behind it.
    """
    start = 0
    while start < len(lines):
        size = len(lines) - start
        reader = csv.reader(chain(islice(lines, start, None), [_END]), delimiter=delimiter)
        taken = 0
        with suppress(csv.Error):
            for record in reader:
                if reader.line_num > size:
                    break
                yield record, True
                taken = reader.line_num
        if taken < size:
            yield lines[start + taken].rstrip("\r\n").split(delimiter), False
        start += taken + 1


@define(kw_only=True)
class _Columns:
    """Collects records into columns block by block, so that a long file needs little memory."""

    names: list[str]
    delimiter: str
    rows: array[int] = field(factory=lambda: array("q"))
    findings: list[Finding] = field(factory=list)
    pending: list[list[Cells]] = field(factory=list)
    done: list[list[Series]] = field(factory=list)

    def add(self, block: list[list[str]], unclosed: list[int], first_row: int) -> None:
        """Add the records that are not blank; the first one of the block has the row number `first_row`."""
        width, before = len(self.names), len(self.rows)
        kept = [place for place, record in enumerate(block) if any(map(str.strip, record))]
        for place in unclosed:
            self.findings.append((before + kept.index(place), _unclosed("The row", block[place])))
        for position, place in enumerate(kept, start=before):
            if len(block[place]) > width:
                self.findings.append((position, _too_many(block[place], width, self.delimiter)))
                del block[place][width:]
        self.rows.extend([first_row + place for place in kept])
        if len(self.rows) * width > _MOST_CELLS:
            raise too_large(f"The table has more than {_MOST_CELLS} cells.", "Split it into several files.")
        columns = [np.array(cells, dtype=object) for cells in zip_longest(*map(block.__getitem__, kept), fillvalue="")]
        columns += [np.full(len(kept), "", dtype=object)] * (width - len(columns))
        self.pending.append(columns)
        if len(self.pending) * _BLOCK * width > _PENDING_CELLS:
            self.compact()

    def compact(self) -> None:
        """Turn pending cells into text columns, which need a fraction of their memory."""
        self.done.append([text_series(np.concatenate(pieces)) for pieces in zip(*self.pending, strict=True)])
        self.pending.clear()

    def series(self) -> list[Series]:
        """Return the columns, in the order of their names."""
        if self.pending:
            self.compact()
        parts = self.done or [[text_series([]) for _ in self.names]]
        return [pd.concat(pieces, ignore_index=True) for pieces in zip(*parts, strict=True)]


def read_text(content: bytes) -> Sheet:
    """Return the cells of a file of delimited text.

    Raises
    ------
    DataError
        When the file cannot be used as a whole.

    """
    lines = list(StringIO(decoded(content), newline=""))
    # Excel obeys such a line and does not count it.
    told = _SEPARATOR_LINE.match(lines[0]) if lines else None
    lines = lines[1:] if told else lines
    delimiter = told.group(1) if told else delimiter_of(lines)
    columns: _Columns | None = None
    row = 1
    for whole, unclosed in blocks_of(lines, delimiter):
        block, skip = whole, 0
        if columns is None:
            skip = next((place for place, record in enumerate(block) if any(map(str.strip, record))), len(block))
            if skip == len(block):
                row += skip
                continue
            if skip in unclosed:
                raise DataError(_unclosed("The header", block[skip]))
            columns = _Columns(names=header_names(block[skip]), delimiter=delimiter)
            skip += 1
        columns.add(block[skip:], [place - skip for place in unclosed], row + skip)
        row += len(block)
    if columns is None:
        raise empty_file()
    return _sheet(columns)


def _sheet(columns: _Columns) -> Sheet:
    kept, findings = {}, columns.findings
    for name, series in zip(columns.names, columns.series(), strict=True):
        if name:
            kept[name] = series
        else:
            strays = np.flatnonzero((series.str.strip() != "").to_numpy(dtype=np.bool_))
            findings += [(int(position), _stray(series.iloc[position])) for position in strays]
    shifted = np.zeros(len(columns.rows), dtype=np.bool_)
    shifted[[position for position, _ in findings]] = True
    rows = np.array(columns.rows, dtype=np.int64)
    return Sheet(frame=pd.DataFrame(kept, index=range(len(rows))), rows=rows, findings=findings, shifted=shifted)


def _too_many(record: list[str], width: int, delimiter: str) -> Issue:
    return Issue(
        code="too_many_cells",
        message=f"The row has {len(record)} cells, the header {width}.",
        value=shown(delimiter.join(record[width:])),
        hint="Put quotes around a number with a decimal comma, or save the file with semicolons."
        if delimiter == ","
        else "Put quotes around a cell that holds the delimiter.",
    )


def _stray(text: str) -> Issue:
    return Issue(
        code="too_many_cells",
        message="The row has a cell under a column without a name.",
        value=shown(text),
        hint="Give the column a name, or look for a cell that was split in two.",
    )


def _unclosed(where: str, record: list[str]) -> Issue:
    return Issue(
        code="unclosed_quote",
        message=f"{where} opens a quote that is never closed.",
        value=shown(next((cell for cell in record if cell.startswith('"')), "")),
        hint='Close the quote, or write two (""), for a quote that belongs to the text.',
    )
