"""What the server counts, for Prometheus.

No label holds what somebody sent: routes stand for paths, and there are no users and no tenants.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from whyrec import Recommender
from whyrec.server._observed import Answered

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the latency histogram's buckets, in seconds."""

_REASONS = {
    401: "no key",
    403: "not allowed",
    413: "too large",
    429: "rate",
    503: "overload",
}
_STATES = ("off", "unknown", "closed", "half_open", "open")

router = APIRouter()


class HttpMetrics:
    """Counts of requests, in a registry of their own; an `Observer`.

    Args:
        registry: Where they are shown.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "whyrec_http_requests",
            "Requests answered; 499 where the client left before.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "whyrec_http_request_duration_seconds",
            "From a request's first line to the last byte of its answer, streams included.",
            ("method", "route"),
            buckets=SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "whyrec_http_requests_in_flight", "Requests not answered yet.", registry=registry
        )
        self.refusals = Counter(
            "whyrec_http_refusals",
            "Requests turned away, by why.",
            ("reason",),
            registry=registry,
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[tuple[str, str], Histogram] = {}

    def begun(self) -> None:
        """Count one that has come."""
        self.in_flight.inc()

    def answered(self, told: Answered) -> None:
        """Count how it ended."""
        self.in_flight.dec()
        method, route, status = told.method, told.route, told.status
        counter = self._counters.get((method, route, status))
        if counter is None:
            counter = self.requests.labels(method, route, str(status))
            self._counters[method, route, status] = counter
        counter.inc()
        timer = self._timers.get((method, route))
        if timer is None:
            timer = self._timers[method, route] = self.seconds.labels(method, route)
        timer.observe(told.seconds)
        if status in _REASONS:
            self.refusals.labels(_REASONS[status]).inc()


class RecommenderMetrics(Collector):
    """What a recommender has done, read when somebody asks.

    Args:
        rec: The recommender.
    """

    def __init__(self, rec: Recommender) -> None:
        self._rec = rec

    def describe(self) -> list[Metric]:
        """Nothing ahead: the registry needs not ask the store to know the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All of it."""
        yield from self._made()
        yield from self._asked()
        yield from self._engine()

    def _made(self) -> Iterator[Metric]:
        tally = self._rec.tally
        lists = CounterMetricFamily(
            "whyrec_lists", "Lists of recommendations, by whether degraded.", labels=["degraded"]
        )
        whys = CounterMetricFamily(
            "whyrec_explanations", "Answers to why, by whether degraded.", labels=["degraded"]
        )
        for degraded in (False, True):
            label = [str(degraded).lower()]
            lists.add_metric(label, tally.lists[degraded])
            whys.add_metric(label, tally.explanations[degraded])
        yield lists
        yield whys
        yield CounterMetricFamily("whyrec_events", "Events kept.", value=tally.events)
        runs = CounterMetricFamily("whyrec_evolve_runs", "Runs of evolve.", labels=["outcome"])
        for outcome in ("changed", "unchanged", "failed"):
            runs.add_metric([outcome], tally.evolved[outcome])
        yield runs
        yield CounterMetricFamily(
            "whyrec_profile_versions", "Versions that evolving added.", value=tally.versions
        )

    def _asked(self) -> Iterator[Metric]:
        tally = self._rec.tally
        calls = CounterMetricFamily(
            "whyrec_model_calls", "Calls of the language model.", labels=["kind", "outcome"]
        )
        for (kind, outcome), count in sorted(tally.model_calls.items()):
            calls.add_metric([kind, outcome], count)
        yield calls
        seconds = CounterMetricFamily(
            "whyrec_model_seconds", "How long they took, together.", labels=["kind"]
        )
        for kind, took in sorted(tally.model_seconds.items()):
            seconds.add_metric([kind], took)
        yield seconds
        tokens = CounterMetricFamily(
            "whyrec_model_tokens", "Tokens; cached ones are prompt too.", labels=["kind"]
        )
        tokens.add_metric(["prompt"], tally.usage.prompt_tokens)
        tokens.add_metric(["cached"], tally.usage.cached_tokens)
        tokens.add_metric(["completion"], tally.usage.completion_tokens)
        yield tokens
        yield CounterMetricFamily(
            "whyrec_model_overdue",
            "Lists and explanations that went on without the model: its time was up.",
            value=tally.overdue,
        )

    def _engine(self) -> Iterator[Metric]:
        engine = self._rec.engine_state()
        states = GaugeMetricFamily(
            "whyrec_engine_state",
            "1 at the state that the language model is in.",
            labels=["state"],
        )
        for state in _STATES:
            states.add_metric([state], float(state == engine.state))
        yield states
        yield GaugeMetricFamily(
            "whyrec_engine_since_timestamp_seconds",
            "When that state began.",
            value=engine.since.timestamp(),
        )
        yield GaugeMetricFamily(
            "whyrec_engine_measured",
            "1 where the model's capability card is known.",
            value=float(engine.measured),
        )


def install(app: FastAPI, rec: Recommender) -> HttpMetrics:
    """Show the counts of an application under ``/metrics``.

    Returns:
        What is to be told of its requests.
    """
    disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, of when it began
    registry = CollectorRegistry()
    app.state.metrics = registry
    registry.register(RecommenderMetrics(rec))
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    app.include_router(router)
    return HttpMetrics(registry)


@router.get(
    "/metrics",
    tags=["operations"],
    summary="Counts for Prometheus",
    response_class=Response,
    responses={
        200: {
            "content": {"text/plain": {"example": 'whyrec_lists_total{degraded="false"} 12.0\n'}},
            "description": "Prometheus' text format, or OpenMetrics where the client asks for it.",
        }
    },
)
async def metrics(request: Request) -> Response:
    """What was done since the server started. Where keys are asked for, of scope admin."""
    encode, kind = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(request.app.state.metrics), media_type=kind)
