"""Where people with a user's profile went next."""

from __future__ import annotations

from whyrec._seen import Seen
from whyrec.agents.dynamics import NEXT_EVENTS, journeys, onward_topics
from whyrec.domain import JourneyReport, JourneyTopic

TOPICS = 50
"""Topics told."""


def report(seen: Seen) -> JourneyReport:
    """See `Recommender.journeys`."""
    snapshot, user = seen.snapshot, seen.user
    found, vectors = snapshot.once(journeys), snapshot.catalogue.vectors
    told = JourneyReport(
        user_id=seen.reading.profile.user_id,
        as_of=seen.reading.as_of,
        people=0,
        next_events=NEXT_EVENTS,
        topics=(),
    )
    if found is None or vectors is None or not len(user.items):
        return told
    company = found.nearest(user, vectors)
    mine = set(snapshot.catalogue.facets[user.items].indices.tolist())
    columns = snapshot.catalogue.facet_columns
    topics = onward_topics(company, snapshot)[:TOPICS]
    return told.model_copy(
        update={
            "people": len(company.checkpoints),
            "topics": tuple(
                JourneyTopic(
                    topic=str(one.topic),
                    people=one.people,
                    share=one.share,
                    usual=one.usual,
                    new=columns[one.topic] not in mine,
                )
                for one in topics
            ),
        }
    )
