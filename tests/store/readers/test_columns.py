import pytest

from tests.store.readers.conftest import MakeFile, events_of
from whyrec.errors import InputError
from whyrec.store.readers import read_items


@pytest.mark.parametrize(
    "header",
    [
        "userId,movieId,rating,timestamp",
        "USER_ID,ITEM_ID,VALUE,AT",
        "User ID,Product-Id,Stars,Event_Time",
        " user , asin , score , date ",
    ],
)
def test_other_names_are_read(make_file: MakeFile, header: str) -> None:
    rows, bad = events_of(make_file("e.csv", header + "\nu,i,4,2020-01-01\n"))
    assert not bad
    assert rows[0].user_id == "u"
    assert rows[0].item_id == "i"


def test_the_proper_name_wins_over_another_one(make_file: MakeFile) -> None:
    rows, _ = events_of(make_file("e.csv", "time,at,user,item,value\n5,6,u,i,4\n"))
    assert rows[0].at_us == 6_000_000


def test_missing_columns_are_named_with_what_was_found(make_file: MakeFile) -> None:
    with pytest.raises(InputError) as raised:
        events_of(make_file("e.csv", "who,item_id,value\nu,i,4\n"))
    assert "no column user_id, no column at" in raised.value.message
    assert "Found: who, item_id, value" in raised.value.message
    assert raised.value.remedy is not None
    assert "customer_id" in raised.value.remedy


def test_kind_or_value_must_be_there(make_file: MakeFile) -> None:
    with pytest.raises(InputError, match="kind \\(or value"):
        events_of(make_file("e.csv", "user_id,item_id,at\nu,i,4\n"))


def test_searches_alone_need_no_item_column(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", "user_id,kind,text,at\nu,search,noir,4\n"))
    assert not bad
    assert rows[0].item_id is None


@pytest.mark.parametrize(
    "header", ["item_id,title,title", "item_id,title,Item-ID", "id,name,x y,x_y"]
)
def test_a_name_that_is_there_twice_is_refused(make_file: MakeFile, header: str) -> None:
    cells = ",".join("a" for _ in header.split(","))
    with pytest.raises(InputError, match="more than once"):
        list(read_items(make_file("i.csv", f"{header}\n{cells}\n")))


def test_other_columns_of_items_are_facets(make_file: MakeFile) -> None:
    text = "item_id,title,Genres,Lead Actor\na,A,Drama| War |Drama|,Zhang Wei\nb,B,,\n"
    (batch,) = read_items(make_file("i.csv", text))
    assert batch.items[0].facets == {"genre": ("Drama", "War"), "lead_actor": ("Zhang Wei",)}
    assert batch.items[1].facets == {}
