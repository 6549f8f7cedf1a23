"""The cases of one system, spread by user over several processes."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, NamedTuple

from whyrec.errors import WhyrecError
from whyrec.evals.protocols import Block
from whyrec.evals.ranking._answers import answers
from whyrec.evals.ranking._outcomes import Outcome
from whyrec.evals.systems import System, Whyrec

LEAST_CASES: Final = 100
"""Cases a process: starting one takes as long as answering about as many."""
_LOOK_S: Final = 0.2
"""How long is waited for the processes before an interruption is noticed, in seconds."""


class Part(NamedTuple):
    """What one process does."""

    system: Whyrec
    """On a home of its own."""
    blocks: tuple[Block, ...]


def spread(system: System, blocks: Sequence[Block], workers: int) -> list[Part]:
    """Divide the cases of a system among processes; by user, so that it is the same every time.

    Args:
        system: The system.
        blocks: Its open cases.
        workers: Most processes.

    Returns:
        At least two parts; none where one process is to do all: there are few cases, a user has
        several (profiles go on from one to the next), or the system cannot be divided.
    """
    cases = [case for block in blocks for case in block.cases]
    workers = min(workers, len(cases) // LEAST_CASES)
    if workers < 2 or len({case.user_id for case in cases}) < len(cases):
        return []
    found = []
    for number in range(workers):
        twin = system.twin(f"{number + 1}-of-{workers}") if isinstance(system, Whyrec) else None
        if twin is None:
            return []
        own = (
            replace(b, cases=tuple(c for c in b.cases if _bucket(c.user_id) % workers == number))
            for b in blocks
        )
        found.append(Part(twin, tuple(block for block in own if block.cases)))
    return found


async def answers_of(parts: Sequence[Part]) -> AsyncGenerator[Outcome, None]:
    """What all parts find, as it comes.

    Raises:
        WhyrecError: What a process raised, or that one ended without a word.
    """
    context = multiprocessing.get_context("spawn")
    running: dict[Connection, SpawnProcess] = {}
    try:
        for part in parts:
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(sender, part), daemon=True)
            with _deaf_to_interrupts():
                process.start()
            sender.close()  # so that the end of the process ends the pipe
            running[receiver] = process
        while running:
            ready = await asyncio.to_thread(wait, list(running), _LOOK_S)
            for receiver in [one for one in running if one in ready]:
                told = _told(receiver)
                if told is None:
                    running.pop(receiver).join()
                elif isinstance(told, Outcome):
                    yield told
                else:
                    raise told
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join()


def _told(receiver: Connection) -> Outcome | BaseException | None:
    try:
        told: Outcome | BaseException | None = receiver.recv()
    except EOFError:
        return WhyrecError(
            "A process of the run ended without a word.",
            remedy="If memory was short, run it again with --workers 1; it goes on from there.",
        )
    return told


def _work(sender: Connection, part: Part) -> None:
    """Answer a part; all of a process's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        asyncio.run(_answer(sender, part))
        sender.send(None)
    except BaseException as error:
        sender.send(_portable(error))


async def _answer(sender: Connection, part: Part) -> None:
    async with aclosing(answers(part.system, part.blocks)) as found:
        first = await anext(found, None)
        if first is None:
            return
        sender.send(first)
        # The catalogue is there now and stays: the garbage collector need not walk it every time.
        gc.freeze()
        async for outcome in found:
            sender.send(outcome)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _portable(error: BaseException) -> BaseException:
    """The error, with where it was raised, in a form that another process can raise."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:
        return RuntimeError(traceback.format_exc())
    return error


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started here ignores Ctrl-C from its first moment, before it runs our code."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _bucket(user_id: str) -> int:
    digest = hashlib.sha256(user_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
