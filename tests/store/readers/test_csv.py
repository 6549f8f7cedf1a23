import pytest

from tests.store.readers.conftest import MakeFile, events_of
from whyrec.errors import InputError
from whyrec.store.readers import read_items

HEADER = "user_id,item_id,value,at\n"
REVIEWS = "user_id,item_id,value,at,text\n"


def test_plain_rows_are_ratings(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER + "u,i,4.5,100\n"))
    assert not bad
    assert rows[0][1:7] == ("u", "i", "rating", 4.5, None, 100_000_000)


def test_a_quoted_line_break_moves_the_lines_after_it(make_file: MakeFile) -> None:
    text = REVIEWS + 'u,i,4,100,"two\nlines"\nu,i,x,100,\n\nu,i,4,never,"a\r\nb\nc"\nu,,4,100,\n'
    rows, bad = events_of(make_file("e.csv", text))
    assert len(rows) == 1
    assert [(b.line, b.complaints[0].column) for b in bad] == [
        (4, "value"),
        (6, "at"),
        (9, "item_id"),
    ]


def test_ragged_rows_cost_themselves_alone(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER + "u,i,4\nu,i,4,100\nu,i,4,100,9\n"))
    assert len(rows) == 1
    assert [(b.line, b.complaints[0].message) for b in bad] == [
        (2, "has 3 cells where the header has 4"),
        (4, "has 5 cells where the header has 4"),
    ]


def test_an_unclosed_quote_costs_its_own_line(make_file: MakeFile) -> None:
    good = "".join(f'u,i{n},4,100,"fine, too"\n' for n in range(50))
    rows, bad = events_of(make_file("e.csv", REVIEWS + good + 'u,i,4,100,"open\n' + good))
    assert len(rows) == 100
    assert [(b.line, b.complaints[0].message) for b in bad] == [
        (52, "has a quote that is not closed")
    ]


def test_an_unclosed_quote_in_the_last_line_is_told(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER + 'u,i,4,100\n"u,i,4,100'))
    assert len(rows) == 1
    assert [b.line for b in bad] == [3]


def test_a_quote_that_swallows_much_text_is_taken_as_unclosed(make_file: MakeFile) -> None:
    swallowed = "".join(f"u,i{n},4,100,\n" for n in range(3_000))
    rows, bad = events_of(
        make_file("e.csv", REVIEWS + 'u,i,4,100,"\n' + swallowed + 'u,i,4,9,a"\n')
    )
    assert len(rows) == 3_001
    assert [b.line for b in bad] == [2]


def test_lines_that_all_open_a_quote_take_no_quadratic_time(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER + 'a","\n' * 60_000))
    assert not rows
    assert [b.line for b in bad] == list(range(2, 60_002))


def test_a_cell_of_ten_megabytes_is_refused_and_cut(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER + "u," + "x" * 10_000_000 + ",4,1\nu,i,4,1\n"))
    assert len(rows) == 1
    assert bad[0].line == 2
    assert len(bad[0].complaints[0].value) == 200
    assert len(bad[0].row["line"]) == 2_000


def test_a_line_without_end_is_one_row(
    make_file: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whyrec.store.readers._text.LINE_LIMIT", 100)
    rows, bad = events_of(make_file("e.csv", HEADER + "u," * 5_000 + "\nu,i,4,1\n"))
    assert len(rows) == 1
    assert [b.line for b in bad] == [2]


def test_bytes_that_are_no_utf8_cost_their_row(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", HEADER.encode() + b"u,caf\xe9,4,1\nu,i,4,1\n"))
    assert len(rows) == 1
    assert (bad[0].line, bad[0].complaints[0].column) == (2, "item_id")
    assert bad[0].complaints[0].value == r"caf\xe9"
    assert "UTF-8" in bad[0].complaints[0].message


def test_nul_bytes_and_escape_sequences_are_refused_and_shown_escaped(make_file: MakeFile) -> None:
    _, bad = events_of(make_file("e.csv", HEADER + "u\0,i,4,1\nu,\x1b[31mi,4,1\n"))
    assert [b.complaints[0].value for b in bad] == [r"u\x00", r"\x1b[31mi"]
    assert {b.complaints[0].message for b in bad} == {"has a control character"}


def test_a_byte_order_mark_is_no_part_of_the_header(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", b"\xef\xbb\xbf" + HEADER.encode() + b"u,i,4,1\n"))
    assert len(rows) == 1
    assert not bad


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (HEADER.encode("utf-16"), "is UTF-16"),
        (HEADER.encode("utf-16-le"), "UTF-16"),
        (b"\x1f\x8b\x08 and so on", "is compressed"),
        (b"PAR1 and so on", "is a Parquet file"),
        (b"PK\x03\x04 and so on", "zip"),
        (b'"user_id', "header"),
    ],
)
def test_what_is_no_text_table_is_refused_as_a_whole(
    make_file: MakeFile, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        events_of(make_file("e.csv", content))


def test_folders_absent_files_and_other_endings_are_refused(make_file: MakeFile) -> None:
    path = make_file("e.csv", HEADER)
    for wrong in (path.parent, path / "x.csv", path.with_name("no.csv"), path.with_suffix(".doc")):
        with pytest.raises(InputError):
            events_of(wrong)
    (path.parent / "f.csv").mkdir()
    with pytest.raises(InputError, match="whyrec ingest FOLDER"):
        events_of(path.parent / "f.csv")


def test_a_header_alone_is_an_empty_table(make_file: MakeFile) -> None:
    assert events_of(make_file("e.csv", HEADER)) == ([], [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_told(make_file: MakeFile, separator: str, end: str) -> None:
    lines = ["user_id,item_id,value,at", "u,i,4,1", "u,i,4,x"]
    text = end.join(lines).replace(",", separator)
    rows, bad = events_of(make_file("e.csv", text))
    assert len(rows) == 1
    assert [b.line for b in bad] == [3]


def test_an_index_column_without_a_name_is_not_read(make_file: MakeFile) -> None:
    (batch,) = read_items(make_file("i.csv", ",item_id,title\n0,a,A\n"))
    assert batch.items[0].facets == {}
