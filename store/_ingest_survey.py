"""The first of ingest's two passes: everything is read and checked, nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from whyrec._counted import counted
from whyrec.domain import RowProblem
from whyrec.errors import InputError
from whyrec.store._ingest_inputs import Inputs
from whyrec.store._progress import Progress
from whyrec.store._rows import ItemRow
from whyrec.store.readers import Complaint, EventRules, ItemBatch, Rejected

_SHOWN = 5


@dataclass
class Survey:
    """What a pass over the input found."""

    items: int = 0
    """Rows of items, bad ones included."""
    events: int = 0
    rejected: int = 0
    rejected_events: int = 0
    first: list[RowProblem] = field(default_factory=list)
    ratings: Counter[float] = field(default_factory=Counter)
    """How often each rating occurs."""

    def note(self, rejected: list[Rejected]) -> None:
        """Count refused rows and keep the first problems."""
        self.rejected += len(rejected)
        for row in rejected:
            if len(self.first) >= _SHOWN:
                return
            self.first += row.problems()

    def refuse(self) -> None:
        """Refuse the input where it has bad rows.

        Raises:
            InputError: It has; the message shows the first problems.
        """
        if not self.rejected:
            return
        first = "\n".join(
            f"  {p.file}:{p.line}: {p.column or 'the row'} {p.message}"
            + (f" (it is '{p.value}')" if p.value else "")
            for p in self.first[:_SHOWN]
        )
        rows = counted(self.items + self.events, "row")
        are = "is" if self.rejected == 1 else "are"
        raise InputError(
            f"{self.rejected:,} of {rows} {are} bad, so nothing was loaded. First problems:\n"
            f"{first}\n",
            remedy="Mend them, or load without strict: the good rows load, the bad ones are kept "
            "in a file.",
        )


def survey(inputs: Inputs, rules: EventRules, progress: Progress) -> Survey:
    """Read and check everything.

    Raises:
        InputError: A file as a whole cannot be read.
    """
    found = Survey()
    for items in distinct_items(inputs):
        found.items += len(items.items) + len(items.rejected)
        found.note(items.rejected)
        progress("checking items", found.items, None)
    for events in inputs.events(rules) if inputs.events else ():
        found.events += len(events.lines) + len(events.rejected)
        found.note(events.rejected)
        found.rejected_events += len(events.rejected)
        found.ratings.update(events.ratings())
        progress("checking events", found.events, None)
    return found


def distinct_items(inputs: Inputs) -> Iterator[ItemBatch]:
    """The items, those refused whose id came before with other content."""
    seen: dict[str, tuple[int, int]] = {}
    for batch in inputs.items() if inputs.items else ():
        kept: list[int] = []
        rejected = list(batch.rejected)
        for index, (line, item) in enumerate(zip(batch.lines, batch.items, strict=True)):
            content = hash(ItemRow.of(item))
            first_line, first_content = seen.setdefault(item.id, (line, content))
            if content == first_content:
                kept.append(index)
                continue
            message = f"is there with other content in line {first_line}, which was taken"
            complaint = Complaint("item_id", item.id, message)
            row = item.model_dump(mode="json", exclude_defaults=True)
            rejected.append(Rejected(batch.file, line, (complaint,), row))
        if len(kept) == len(batch.items):
            yield batch
        else:
            items = [batch.items[index] for index in kept]
            yield ItemBatch(batch.file, [batch.lines[index] for index in kept], items, rejected)
