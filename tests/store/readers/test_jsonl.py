import pytest

from tests.store.readers.conftest import MakeFile, events_of
from whyrec.errors import InputError
from whyrec.store.readers import read_items


def test_numbers_and_texts_are_read_alike(make_file: MakeFile) -> None:
    lines = [
        '{"user_id": 7, "item_id": 12.0, "value": 4, "at": 100}',
        '{"user_id": "7", "item_id": "12", "rating": "4.0", "timestamp": "100"}',
    ]
    rows, bad = events_of(make_file("e.jsonl", "\n".join(lines)))
    assert not bad
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"user_id": "u"', "is no JSON"),
        ("[1, 2]", "is no JSON object"),
        ("3", "is no JSON object"),
        ("[" * 100_000, "is no JSON: it is nested too deeply"),
        ('{"user_id": ' + "9" * 5_000 + "}", "is no JSON"),
        ('{"user_id": "u", "item_id": "i", "value": 4}', "no column at"),
        ('{"user_id": "u", "User-Id": "u", "item_id": "i", "value": 4, "at": 1}', "more than once"),
        ('{"user_id": ["u"], "item_id": "i", "value": 4, "at": 1}', "a list or an object"),
        ('{"user_id": true, "item_id": "i", "value": 4, "at": 1}', "true or false"),
        ('{"user_id": "\\ud800", "item_id": "i", "value": 4, "at": 1}', "is not UTF-8"),
        ('{"user_id": "u", "item_id": "i", "value": NaN, "at": 1}', "is not a finite number"),
        ('{"user_id": "u", "item_id": "i", "value": 1e999, "at": 1}', "is not a finite number"),
        ('{"user_id": null, "item_id": "i", "value": 4, "at": 1}', "is missing"),
    ],
)
def test_a_broken_line_is_told_with_its_number(
    make_file: MakeFile, line: str, message: str
) -> None:
    good = '{"user_id": "u", "item_id": "i", "value": 4, "at": 1}'
    rows, bad = events_of(make_file("e.jsonl", f"{good}\n\n{line}\n{good}\n"))
    assert len(rows) == 2
    assert bad[0].line == 3
    assert message in bad[0].complaints[0].message


def test_facets_may_be_lists(make_file: MakeFile) -> None:
    lines = [
        '{"item_id": 1, "title": "A", "genre": ["Drama", "War|Peace"], "year": 1999, "new": true}',
        '{"item_id": 2, "title": "B", "genre": "Drama|War", "director": null}',
    ]
    (batch,) = read_items(make_file("i.jsonl", "\n".join(lines)))
    assert batch.items[0].facets == {
        "genre": ("Drama", "War|Peace"),
        "year": ("1999",),
        "new": ("true",),
    }
    assert batch.items[1].facets == {"genre": ("Drama", "War")}


@pytest.mark.parametrize("genre", ['{"a": 1}', '[["Drama"]]', "[" * 900 + "]" * 900])
def test_facets_of_other_shapes_are_refused(make_file: MakeFile, genre: str) -> None:
    line = '{"item_id": 1, "title": "A", "genre": ' + genre + "}"
    (batch,) = read_items(make_file("i.jsonl", line))
    assert not batch.items
    assert batch.rejected[0].complaints[0].column == "genre"


def test_lines_with_ever_other_keys_stay_small(make_file: MakeFile) -> None:
    lines = [f'{{"item_id": {n}, "title": "A", "f{n}": "x"}}' for n in range(3_000)]
    batches = list(read_items(make_file("i.jsonl", "\n".join(lines))))
    assert sum(len(batch.items) for batch in batches) == 3_000


def test_one_array_is_refused_with_the_remedy(make_file: MakeFile) -> None:
    with pytest.raises(InputError, match="jq"):
        events_of(make_file("e.json", '[{"user_id": "u"}]'))
