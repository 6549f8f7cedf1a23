"""Features without a model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whyrec.agents.content import MOST, Matcher, load_vocabulary
from whyrec.domain import KINDS, Feature, Item

VOCABULARY = load_vocabulary()


def film(text: str = "", **facets: tuple[str, ...]) -> Item:
    return Item(id="f", title="The Kidnapped Robots", text=text, facets=facets, domain="films")


def said(item: Item, *others: Item) -> dict[str, list[str]]:
    (features,) = Matcher(VOCABULARY, [item, *others]).features([item])
    return {kind: [f.label for f in features if f.kind == kind] for kind in KINDS}


def test_terms_in_the_text_are_found_whatever_their_case_and_number() -> None:
    told = said(film("Bank Robberies, Time-Travel, bleak"))
    assert told["topic"] == ["heists", "time travel"]
    assert told["mood"] == ["dark"]


def test_facets_say_it_outright_and_come_first() -> None:
    told = said(film("heist", genre=("War", "Children")))
    assert told["topic"] == ["war", "heists"]
    assert told["audience"] == ["children", "families"]


def test_the_era_is_that_of_the_year_whatever_the_text_says() -> None:
    assert said(film("silent film", year=("1987",)))["era"] == ["1980s"]
    assert said(film("a silent film"))["era"] == ["before 1930"]


def test_a_title_says_nothing() -> None:
    assert said(film())["topic"] == []


def test_what_is_rare_in_the_catalogue_comes_first() -> None:
    others = [film("heist").model_copy(update={"id": f"o{n}"}) for n in range(5)]
    assert said(film("heist, zombies"), *others)["topic"] == ["zombies", "heists"]


def test_each_word_names_what_shows_it() -> None:
    item = film("a band of cowboys", genre=("Comedy",))
    (features,) = Matcher(VOCABULARY, [item]).features([item])
    assert Feature(kind="topic", label="wild west", because="cowboy") in features
    assert Feature(kind="mood", label="funny", because="comedy") in features


def test_an_empty_catalogue_is_described_by_nothing() -> None:
    assert Matcher(VOCABULARY, []).features([]) == []


words = st.sampled_from([t for e in VOCABULARY.entries for t in (e.label, *e.terms)] + ["the"])


@given(st.lists(words, max_size=30))
def test_never_more_words_than_a_kind_allows_and_the_same_every_time(texts: list[str]) -> None:
    item = film(", ".join(texts))
    (first,) = Matcher(VOCABULARY, [item]).features([item])
    assert Matcher(VOCABULARY, [item]).features([item]) == [first]
    for kind in KINDS:
        of_kind = [f.label for f in first if f.kind == kind]
        assert len(of_kind) == len(set(of_kind)) <= MOST[kind]
