"""What the user asked in words to see more or less of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank._facts import Column, Facts
from whyrec.agents.retrieve import SAME_THING, InterestView

ASKED_FOR: Final = "asked_for"
"""Name of this part of a score."""

LESS: Final = 0.5
"""What one wish for less multiplies an item's odds by. It is set and not fitted: no history holds
edits to fit it on, and the fitted weight of the feature ``dislike`` is too small for the user to
see anything of their words. Of nine users of the MovieLens sample the favourite genre fell by it
from 60 of 90 first places to 22; by a quarter it fell to 6, which is none for half of them."""
MORE: Final = 8.0
"""What one wish for more multiplies them by, set likewise: of MovieTweetings users who asked for a
genre they hardly know, it brought about two items into the first ten; a factor of 2 brought none to
most of them."""

ANSWERED: Final = 2.0
"""What a like that was said in answer to a question multiplies them by. Who asks for horror unasked
wants some now; who answers that they like it takes more of it than others do. With 8 for each,
five answers left in the first ten of 46 newcomers .20 items that they took later, where no answer
left .43 (other users than those whom the suite ``cold-start`` reports)."""
ANSWERED_FOR: Final = 5.0
"""Events on items that an answer is worth, as what is expected of a carried interest is: what users
do takes the place of what they said of themselves. Where answers did not fade, five of them beside
five events left .55 items taken later in the first ten of 60 newcomers, the events alone .63."""

_Wish = tuple[InterestView, float]
"""An interest, and what it multiplies odds by."""


def asked_for(facts: Facts) -> Column | None:
    """``log 8`` for every wish for more that an item is about, ``log ½`` for every one for less.

    ``log 2`` for a like, and ``log ½`` for a dislike, that was said in answer to a question, times
    ``5 / (5 + n)`` after n events on items; of several such likes that an item is about, and of
    several such dislikes, one counts. Topics go together: who likes action, adventure and thrillers
    has not said three things of a film that is all of them.

    An item is about a wish when it carries all facets of it; about one in the user's own words,
    which has none, when its vector has a cosine of at least 0.6 with that of the words, and it then
    counts as a wish whether it was asked about or not: words say more than a choice. Added to the
    log-odds, so that the best of what was asked less of can still be listed.

    Returns:
        (c,); None without wishes.
    """
    more = [i for i in facts.user.likes if i.wanted]
    less = [i for i in facts.user.dislikes if i.gradual and i.facets]
    unasked = [(i, MORE) for i in more if not (i.answer and i.facets)]
    unasked += [(i, LESS) for i in less if not i.answer]
    liked = [(i, ANSWERED) for i in more if i.answer and i.facets]
    disliked = [(i, LESS) for i in less if i.answer]
    if not (unasked or liked or disliked):
        return None
    answers = np.max(_each(liked, facts), axis=0) + np.min(_each(disliked, facts), axis=0)
    left = ANSWERED_FOR / (ANSWERED_FOR + len(facts.user.items))
    return np.asarray(np.sum(_each(unasked, facts), axis=0) + left * answers)


def _each(wishes: Sequence[_Wish], facts: Facts) -> NDArray[np.float64]:
    """What each wish adds to the log-odds of each candidate, (w, c); a row of zeros without any."""
    parts = [np.where(_about(wish, facts), math.log(times), 0.0) for wish, times in wishes]
    return np.array(parts or [facts.nothing])


def _about(wish: InterestView, facts: Facts) -> NDArray[np.bool_]:
    if wish.facets:
        return facts.snapshot.catalogue.carries_all(wish.facets)[facts.items]
    if wish.vector is None or facts.vectors is None:
        return np.zeros(len(facts.items), dtype=np.bool_)
    length = max(float(np.linalg.norm(wish.vector)), 1e-9)
    return np.asarray(facts.vectors @ (wish.vector / length) >= SAME_THING)
