"""Requests and replies that the description of each route shows."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

ITEM: Example = {
    "id": "b3",
    "title": "The Ninth Witness",
    "text": "",
    "facets": {"genre": ["Crime"], "author": ["M. Lindqvist"]},
    "domain": "books",
    "created_at": None,
}

EVENT: Example = {
    "id": "order-1042",
    "user_id": "ann",
    "item_id": "b2",
    "kind": "purchase",
    "value": None,
    "text": None,
    "at": "2026-11-03T18:30:00Z",
    "context": {"scene": None, "device": "phone"},
    "session": None,
}

EVENTS_BODY: Example = {
    "events": [
        {"id": "order-1042", "item_id": "b2", "kind": "purchase", "at": "2026-11-03T18:30:00Z"},
        {"item_id": "b1", "kind": "rating", "value": 4.5},
        {"kind": "search", "text": "crime in the harbour"},
    ]
}
EVENTS_REPORT: Example = {
    "added": 3,
    "duplicates": 0,
    "conflicts": [],
    "forgotten": [],
    "unknown_items": [],
    "event_ids": ["order-1042", "ev-5c1e-1", "ev-5c1e-2"],
}
EVENTS_PAGE: Example = {"data": [EVENT], "next_cursor": None}
REFUSED_PAGE: Example = {
    "data": [
        {
            "event": {**EVENT, "id": "c-77", "kind": "click"},
            "rule": "bounce",
            "reason": "left again after 1.8 seconds",
        }
    ],
    "next_cursor": None,
}
FEEDBACK_BODY: Example = {"item_id": "b3", "kind": "like"}
FORGOTTEN: Example = {"event_id": "order-1042", "profile_version": 2}

_CITED: Example = {
    "event_id": "r1",
    "item_id": "b2",
    "title": "Night Ferry",
    "kind": "rating",
    "value": 5.0,
    "at": "2026-10-02T20:15:00Z",
}
EXPLANATION: Example = {
    "user_id": "ann",
    "item_id": "b3",
    "text": "Picked for your interest “Crime books”: you rated “Night Ferry” 5/5 on 2 October "
    "2026. “The Ninth Witness” is marked Crime.",
    "written_by": "code",
    "interest_id": "i1",
    "interest_label": "Crime books",
    "evidence": [_CITED],
    "counterfactual": {"rank": 1, "rank_without": 2, "candidates": 3},
    "profile_version": 1,
    "degraded": False,
    "rejected": [],
}
LIST_BODY: Example = {
    "k": 5,
    "domains": ["books"],
    "deny": ["b5"],
    "use_model": False,
    "diversity": 0.2,
    "calibration": 0.5,
    "cap": 2,
    "capped": ["author"],
    "surprise": 0.25,
}
LIST_REPLY: Example = {
    "user_id": "ann",
    "as_of": "2026-11-07T12:00:00Z",
    "profile_version": 1,
    "degraded": False,
    "recommendations": [
        {
            "item": ITEM,
            "rank": 1,
            "score": 0.0012,
            "parts": {"interest_long": 0.41, "popular": 0.07},
            "sources": ["interests", "popular"],
            "interest_ids": ["i1"],
            "evidence": ["r1"],
            "explanation": {**EXPLANATION, "counterfactual": None},
            "profile_version": 1,
            "as_of": "2026-11-07T12:00:00Z",
            "degraded": False,
        }
    ],
}

PROFILE: Example = {
    "user_id": "ann",
    "version": 1,
    "parent": 0,
    "as_of": "2026-11-03T18:30:00Z",
    "interests": [
        {
            "id": "i1",
            "label": "Crime books",
            "statement": "Gave a high rating to crime books, for example “Night Ferry”.",
            "polarity": "like",
            "evidence": [{"event_id": "r1", "weight": 1.0}],
            "facets": ["genre=Crime"],
            "origin": "observed",
            "named_by": "code",
            "born_at": "2026-10-02T20:15:00Z",
            "retired_at": None,
            "measured": {
                "strength_long": 0.87,
                "strength_short": 0.71,
                "share": 1.0,
                "trend": "new",
                "confidence": 0.22,
                "events": 1,
                "since": "2026-10-02T20:15:00Z",
                "contexts": {},
                "habits": [],
            },
        }
    ],
    "born": 1,
    "summary": "Likes crime books.",
    "notes": [],
    "provenance": {
        "mode": "composed",
        "engine": None,
        "model": None,
        "prompts": {},
        "degraded": False,
    },
}
VERSIONS_PAGE: Example = {
    "data": [
        {
            "version": 1,
            "parent": 0,
            "at": "2026-11-03T18:30:00Z",
            "provenance": PROFILE["provenance"],
            "operations": ["add", "summarize"],
            "rejected": [],
        }
    ],
    "next_cursor": None,
}
DIFFERENCE: Example = {"old": 1, "new": 2, "lines": ["New dislike: History books (you said so)."]}
DRIFT: Example = {
    "user_id": "ann",
    "as_of": "2026-11-05T12:00:00Z",
    "version": None,
    "divergence": 0.21,
    "threshold": 0.14,
    "alarm": True,
    "topics": [
        {"topic": "genre=Cooking", "before": 0.12, "lately": 0.49},
        {"topic": "genre=History", "before": 0.4, "lately": 0.08},
    ],
    "causes": [_CITED],
    "fading": ["i1"],
}
DRIFT_HISTORY: Example = {"data": [{**DRIFT, "version": 3}], "next_cursor": None}
CLUSTER: Example = {
    "id": 3,
    "label": "Film-Noir and Crime",
    "description": "They take more Film-Noir (9% of what they take, 2% of what everybody does).",
    "written_by": "code",
    "people": 812,
    "share": 0.11,
    "topics": [{"topic": "genre=Film-Noir", "share": 0.09, "overall": 0.02}],
    "items": [{"item_id": "m7", "title": "Night Train (1952)"}],
}
CLUSTERS: Example = {
    "as_of": "2024-05-01T12:00:00Z",
    "people": 7_400,
    "temperature": 0.009,
    "clusters": [CLUSTER],
    "why": None,
}
MEMBERSHIP: Example = {
    "user_id": "ann",
    "as_of": "2024-05-01T12:00:00Z",
    "version": 3,
    "parts": [{"cluster_id": 3, "label": "Film-Noir and Crime", "probability": 0.62}],
}
MEMBERSHIP_HISTORY: Example = {"data": [MEMBERSHIP], "next_cursor": None}
DRIFT_OF_ALL: Example = {**DRIFT, "user_id": None, "causes": [], "fading": []}
TRANSFER_BODY: Example = {"to": "books", "source": "films"}
TRANSFER: Example = {
    "user_id": "ann",
    "as_of": "2026-11-05T12:00:00Z",
    "source": "films",
    "target": "books",
    "basis": "users",
    "users": 412,
    "topics": [
        {
            "topic": "topic=Nature",
            "share": 0.22,
            "usual": 0.07,
            "led_by": ["genre=Documentary"],
            "interest_id": "i4",
        }
    ],
    "version": 3,
}
JOURNEYS: Example = {
    "user_id": "ann",
    "as_of": "2026-11-05T12:00:00Z",
    "people": 100,
    "next_events": 15,
    "topics": [{"topic": "genre=History", "people": 41, "share": 0.41, "usual": 0.23, "new": True}],
}
_FORECAST_REASON: Example = {
    "part": "paths",
    "text": "After “The Long Tide” people went on to Cooking: 34 of 120.",
    "events": [_CITED],
}
FORECAST: Example = {
    "user_id": "ann",
    "as_of": "2026-11-05T12:00:00Z",
    "events": 12,
    "judged": False,
    "degraded": False,
    "interests": [
        {
            "interest_id": "i1",
            "label": "Crime books",
            "probability": 0.44,
            "topics": ["genre=Crime"],
            "reasons": [_FORECAST_REASON],
        }
    ],
    "elsewhere": 0.56,
    "topics": [
        {
            "topic": "genre=Crime",
            "probability": 0.44,
            "everybody": 0.12,
            "tried": True,
            "interest_ids": ["i1"],
            "reasons": [_FORECAST_REASON],
        }
    ],
    "untried": [],
}
TIMEZONE: Example = {"timezone": "Europe/Vienna"}
EDIT_BODY: Example = {"words": "no more history"}
EDIT_REPLY: Example = {
    "understood": True,
    "message": "Understood: no more history.",
    "profile": PROFILE,
}
_QUESTION: Example = {
    "id": "2:genre=History",
    "text": "Do you like History?",
    "choices": [
        {"id": "yes", "text": "Yes"},
        {"id": "no", "text": "No"},
        {"id": "either", "text": "I don't mind"},
        {"id": "skip", "text": "Skip"},
    ],
    "number": 2,
    "of": 5,
}
OPEN_QUESTION: Example = {"question": _QUESTION}
ANSWER_BODY: Example = {"question_id": "1:genre=Western", "choice": "yes"}
ANSWER_REPLY: Example = {
    "understood": True,
    "message": "Thank you, that is a start: more Western.",
    "version": 1,
    "question": _QUESTION,
}
ROLLBACK_BODY: Example = {"version": 1}
EVOLVE_REPLY: Example = {"versions": [1], "profile": PROFILE}

USERS_PAGE: Example = {
    "data": [
        {
            "user_id": "ann",
            "events": 3,
            "first": "2026-10-02T20:15:00Z",
            "last": "2026-11-03T18:30:00Z",
            "profile_version": 1,
        }
    ],
    "next_cursor": None,
}
EXPORT: Example = {
    "format": 1,
    "user_id": "ann",
    "profile": PROFILE,
    "revisions": [],
    "events": [EVENT],
    "refused": [],
    "shown": [],
    "exposures": [],
}
ERASED: Example = {
    "user_id": "ann",
    "events": 3,
    "versions": 1,
    "values": 0,
    "shown": 2,
    "memberships": 1,
}

ITEMS_BODY: Example = {
    "items": [
        {
            "id": "b3",
            "title": "The Ninth Witness",
            "facets": {"genre": ["Crime"], "author": ["M. Lindqvist"]},
            "domain": "books",
        }
    ]
}
UPSERTED: Example = {"added": 1, "updated": 0, "unchanged": 0}
ITEM_REPLY: Example = {**ITEM, "available": True}
ITEMS_PAGE: Example = {"data": [ITEM_REPLY], "next_cursor": None}
FEATURES_REPLY: Example = {
    "described": {
        "item_id": "b3",
        "features": [
            {"kind": "topic", "label": "law and courts", "because": "trial"},
            {"kind": "mood", "label": "tense", "because": "suspense"},
        ],
        "written_by": "code",
        "made_by": "code/1/5d9c68c6c50e",
    }
}
AVAILABILITY_BODY: Example = {"item_ids": ["b3", "b4"], "available": False}
AVAILABILITY_REPLY: Example = {"changed": 2, "unknown": []}
DELETED: Example = {"item_id": "b3"}
RULES: Example = {
    "allow": None,
    "block": {"item_ids": ["b4"], "facets": ["genre=Horror"], "domains": []},
    "seen_may_return": False,
}

CONTEXTS: Example = {"scenes": ["home", "work"], "devices": ["tv", "phone"]}

EXPERIMENT: Example = {
    "definition": {
        "name": "bold-lists",
        "tenant": None,
        "start": None,
        "end": "2026-12-29T00:00:00Z",
        "share": 0.5,
        "layer": None,
        "metric": "click",
        "window_hours": 24.0,
        "planned_lists": 5000,
        "variants": [
            {"name": "as-it-is", "weight": 1.0, "rank": {}, "engine": {}, "prompts": {}},
            {
                "name": "bold",
                "weight": 1.0,
                "rank": {"diversity": 0.6},
                "engine": {},
                "prompts": {},
            },
        ],
        "guards": {
            "slow": 0.05,
            "degraded": 0.02,
            "empty": 0.01,
            "dislikes": 0.01,
            "refused": 0.02,
        },
    },
    "spans": [[0, 500]],
    "starts_at": "2026-12-01T00:00:00Z",
    "ends_at": "2026-12-29T00:00:00Z",
    "stopped": False,
    "weights": {},
}
EXPERIMENTS: Example = {"data": [EXPERIMENT], "next_cursor": None}
EXPERIMENT_BODY: Example = {
    "name": "bold-lists",
    "share": 0.5,
    "end": "2026-12-29T00:00:00Z",
    "metric": "click",
    "variants": [{"name": "as-it-is"}, {"name": "bold", "rank": {"diversity": 0.6}}],
}
EXPERIMENT_STOPPED: Example = {**EXPERIMENT, "ends_at": "2026-12-08T09:00:00Z", "stopped": True}
_RATE: Example = {"lists": 412, "hits": 61, "value": 0.148, "low": 0.114, "high": 0.19}
_DIFFERENCE: Example = {
    "value": 0.021,
    "low": -0.031,
    "high": 0.073,
    "always_low": -0.068,
    "always_high": 0.11,
    "p": 1.0,
}
EXPERIMENT_REPORT: Example = {
    "experiment": EXPERIMENT,
    "as_of": "2026-12-08T09:00:00Z",
    "verdict": "Not decided yet.",
    "variants": [
        {
            "name": "bold",
            "users": 203,
            "lists": 412,
            "explanations": 17,
            "seconds_p95": 0.04,
            "metrics": [
                {"name": "click", "rate": _RATE, "difference": _DIFFERENCE, "broken": False}
            ],
            "guards": [],
            "outcome": "not decided",
        }
    ],
    "mismatch_p": 0.71,
    "mismatched": False,
    "curve": [{"lists": 824, "rates": [_RATE], "differences": [_DIFFERENCE]}],
}
