"""Questions of many clients at once: who waits, who is refused, what is computed once or never."""

import asyncio
import gc
import random
import time
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from index import Article, Filters, Generation, Passage, load_embedder, open_index, publish
from service.admission import Overloaded
from service.answers import Answer, Question, Timings
from service.inference import Capacity, Ending, Inference, Retrieved, TooLate
from service.live_index import LiveIndex
from service.qa import QA
from service.reading.reader import Reading
from tests.conftest import SharedTerms, believing

RAIN, SNOW, HAIL = (Question(f"Where was there {what}?") for what in ("rain", "snow", "hail"))
TWO = Question("When was it opened and what did the bridge cost?")
UNKNOWN = Question("According to Reuters, where was there rain?")
PATIENT = Capacity(wait_seconds=60)


class Gated:
    """Reads as a swift reader does, once it is let go; notes each question that comes."""

    def __init__(self) -> None:
        self.open = Event()
        self.came: list[str] = []
        self._reader = SharedTerms()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.came.append(question)
        assert self.open.wait(30)
        return self._reader.read(question, passages)


class Seen:
    """An observer that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def answered(self, answer: Answer) -> None:
        self.told.append("answered")

    def cache_hit(self) -> None:
        self.told.append("cache_hit")

    def shed(self) -> None:
        self.told.append("shed")

    def too_late(self) -> None:
        self.told.append("too_late")


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def asking(gated: Gated, seen: Seen, generation: Generation) -> Callable[[Capacity], Inference]:
    """Inference with this capacity over the seeds, behind the gated reader."""
    live = LiveIndex(QA(generation, gated, believing()))
    return lambda capacity: Inference(live, capacity, seen)


def _run(test: Coroutine[Any, Any, None], gated: Gated) -> None:
    try:
        asyncio.run(asyncio.wait_for(test, 60))
    finally:
        gated.open.set()


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.001)


async def _tasks(
    inference: Inference, *questions: Question, gated: Gated
) -> list["asyncio.Task[Answer]"]:
    """The questions asked one after the other, of which the first is being read."""
    tasks = []
    for question in questions:
        tasks.append(asyncio.create_task(inference.answer(question)))
        await asyncio.sleep(0)
        await _until(lambda: bool(gated.came))
    return tasks


async def _leave(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _steps(inference: Inference, question: Question) -> list[Retrieved | Answer]:
    return [step async for step in inference.steps(question)]


Asking = Callable[[Capacity], Inference]


def test_one_more_waits_and_the_next_is_refused_at_once(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        inference = asking(Capacity(wait_seconds=0))
        tasks = await _tasks(inference, RAIN, SNOW, gated=gated)
        assert inference.waiting == 1
        begun = time.monotonic()
        with pytest.raises(Overloaded) as refused:
            await inference.answer(HAIL)
        assert time.monotonic() - begun < 1
        assert refused.value.retry_after == 1
        gated.open.set()
        for task, question in zip(tasks, (RAIN, SNOW), strict=True):
            expected = inference.live.qa.answer(question)
            assert replace(await task, timings_ms=expected.timings_ms) == expected
        assert sorted(seen.told) == ["answered", "answered", "shed"]

    _run(test(), gated)


def test_a_search_does_not_wait_for_answers(asking: Asking, gated: Gated) -> None:
    async def test() -> None:
        inference = asking(Capacity(wait_seconds=0))
        tasks = await _tasks(inference, RAIN, SNOW, gated=gated)
        found = await inference.search(replace(HAIL, top_k=3))
        assert len(found.hits) == 3
        assert found.generation == inference.live.qa.generation.id
        assert not any(task.done() for task in tasks)
        for task in tasks:
            await _leave(task)

    _run(test(), gated)


def test_equal_questions_at_once_are_computed_once(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        inference = asking(Capacity(wait_seconds=0))
        tasks = await _tasks(inference, *[RAIN] * 50, gated=gated)
        streams = [asyncio.create_task(_steps(inference, RAIN)) for _ in range(3)]
        gated.open.set()
        answers = await asyncio.gather(*tasks)
        assert all(answer is answers[0] for answer in answers)
        for retrieved, answer in await asyncio.gather(*streams):
            assert isinstance(retrieved, Retrieved)
            assert len(retrieved.hits) == RAIN.top_k
            assert {hit.scores.rerank for hit in retrieved.hits} == {None}
            assert answer is answers[0]
        assert gated.came == [RAIN.text]
        assert seen.told == ["answered"]

    _run(test(), gated)


def test_what_was_computed_is_given_again_and_took_no_time(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        gated.open.set()
        inference = asking(PATIENT)
        first = await _steps(inference, RAIN)
        read = len(gated.came)
        for again in (await inference.answer(RAIN), (await _steps(inference, RAIN))[1]):
            assert isinstance(again, Answer)
            assert (again.timings_ms.retrieve, again.timings_ms.rerank) == (0, 0)
            assert again.timings_ms.read == 0 < again.timings_ms.total < 1000
            assert replace(again, timings_ms=first[1].timings_ms) == first[1]  # type: ignore[union-attr]
        assert (await _steps(inference, RAIN))[0] == first[0]
        assert len(gated.came) == read
        assert seen.told == ["answered", *["cache_hit"] * 3]

    _run(test(), gated)


@pytest.mark.parametrize(
    "other",
    [
        replace(RAIN, top_k=2),
        replace(RAIN, filters=Filters(as_of=date(2025, 11, 2))),
        replace(RAIN, text=RAIN.text + " "),
    ],
)
def test_another_question_is_computed(other: Question, asking: Asking, gated: Gated) -> None:
    async def test() -> None:
        gated.open.set()
        inference = asking(PATIENT)
        await inference.answer(RAIN)
        read = len(gated.came)
        answer = await inference.answer(other)
        assert len(gated.came) > read
        expected = inference.live.qa.answer(other)
        assert replace(answer, timings_ms=expected.timings_ms) == expected

    _run(test(), gated)


def test_with_the_cache_off_all_is_computed(asking: Asking, gated: Gated, seen: Seen) -> None:
    async def test() -> None:
        gated.open.set()
        inference = asking(Capacity(cache_answers=0))
        await inference.answer(RAIN)
        await inference.answer(RAIN)
        assert seen.told == ["answered", "answered"]

    _run(test(), gated)


def test_what_is_late_is_given_up_and_never_begun(asking: Asking, gated: Gated, seen: Seen) -> None:
    async def test() -> None:
        inference = asking(Capacity(wait_seconds=60, deadline_seconds=1))
        begun = time.monotonic()
        tasks = await _tasks(inference, RAIN, SNOW, gated=gated)
        tasks.append(asyncio.create_task(_last(inference.steps(HAIL))))
        for task in tasks:
            with pytest.raises(TooLate):
                await task
        assert 1 <= time.monotonic() - begun < 10
        await _until(lambda: inference.waiting == 0)
        gated.open.set()
        assert await asking(PATIENT).answer(SNOW)
        assert gated.came == [RAIN.text, SNOW.text]
        # What was being read when it was late, and what was asked then.
        await _until(lambda: seen.told == [*["too_late"] * 3, *["answered"] * 2])

    _run(test(), gated)


async def _last(steps: AsyncIterator[Retrieved | Answer]) -> Answer:
    last = [step async for step in steps][-1]
    assert isinstance(last, Answer)
    return last


def test_who_leaves_gives_the_place_up_and_what_was_not_begun_never_is(
    asking: Asking, gated: Gated
) -> None:
    async def test() -> None:
        inference = asking(Capacity(wait_seconds=0))
        reading, waiting = await _tasks(inference, RAIN, SNOW, gated=gated)
        await _leave(waiting)
        await _until(lambda: inference.waiting == 0)
        hail = asyncio.create_task(inference.answer(HAIL))
        gated.open.set()
        assert await hail
        assert await reading
        assert gated.came == [RAIN.text, HAIL.text]

    _run(test(), gated)


def test_who_leaves_leaves_the_others_their_answer(asking: Asking, gated: Gated) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        tasks = await _tasks(inference, RAIN, SNOW, SNOW, SNOW, gated=gated)
        await _leave(tasks.pop(1))
        await _leave(tasks.pop(2))
        gated.open.set()
        assert [answer.passages for answer in await asyncio.gather(*tasks)]
        assert gated.came == [RAIN.text, SNOW.text]

    _run(test(), gated)


def test_what_nobody_waits_for_any_more_ends_at_the_next_search(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        [asked] = await _tasks(inference, TWO, gated=gated)
        await _leave(asked)
        gated.open.set()
        await _until(lambda: not inference._asked)
        assert len(gated.came) == 1
        # Both once more: the second was not read for who had left.
        assert await inference.answer(TWO)
        assert len(gated.came) == 3
        assert gated.came[0] == gated.came[1] != gated.came[2]
        assert seen.told == ["answered"]

    _run(test(), gated)


def test_what_is_asked_again_while_it_is_read_goes_on(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        [asked] = await _tasks(inference, TWO, gated=gated)
        await _leave(asked)
        again = asyncio.create_task(inference.answer(TWO))
        steps = asyncio.create_task(_steps(inference, TWO))
        await asyncio.sleep(0.01)
        gated.open.set()
        answer = await again
        assert (await steps)[1] is answer
        assert len(gated.came) == 2
        assert seen.told == ["answered"]

    _run(test(), gated)


def test_what_is_finished_after_all_have_left_is_there_when_it_is_asked_again(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        [asked] = await _tasks(inference, RAIN, gated=gated)
        await _leave(asked)
        gated.open.set()
        await _until(lambda: not inference._asked)
        assert await inference.answer(RAIN)
        assert gated.came == [RAIN.text]
        assert seen.told == ["answered", "cache_hit"]

    _run(test(), gated)


def test_what_takes_longer_than_the_deadline_is_there_for_who_asks_again(
    asking: Asking, gated: Gated, seen: Seen
) -> None:
    """Both parts are read, though nobody waits when the second one is begun."""

    async def test() -> None:
        inference = asking(Capacity(deadline_seconds=0.5))
        with pytest.raises(TooLate):
            await inference.answer(TWO)
        await _until(lambda: len(gated.came) == 1)
        gated.open.set()
        await _until(lambda: not inference._asked)
        assert await inference.answer(TWO)
        assert len(gated.came) == 2
        assert seen.told == ["too_late", "answered", "cache_hit"]

    _run(test(), gated)


def test_at_the_end_all_who_wait_are_told(asking: Asking, gated: Gated, seen: Seen) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        [read, waiting] = await _tasks(inference, RAIN, SNOW, gated=gated)
        steps = inference.steps(RAIN)
        assert isinstance(await anext(steps), Retrieved)
        inference.end()
        inference.end()
        for told in (read, waiting, anext(steps), inference.answer(HAIL), inference.search(HAIL)):
            with pytest.raises(Ending):
                await told
        assert seen.told == []

    _run(test(), gated)


def test_at_the_end_nothing_is_finished_for_who_may_ask_again(asking: Asking, gated: Gated) -> None:
    async def test() -> None:
        inference = asking(Capacity(deadline_seconds=0.5))
        with pytest.raises(TooLate):
            await inference.answer(TWO)
        await _until(lambda: len(gated.came) == 1)
        inference.end()
        gated.open.set()
        await _until(lambda: not inference._asked)
        assert len(gated.came) == 1

    _run(test(), gated)


# --- articles looked up ---


def test_what_is_looked_up_is_given_up_at_the_next_article(asking: Asking) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        begun, go_on, found, ended = Event(), Event(), [], Event()

        def work(find: Callable[[str], Article | None]) -> None:
            try:
                found.append(find("nothing"))
                begun.set()
                assert go_on.wait(30)
                found.append(find("nothing"))
            finally:
                ended.set()

        looked = asyncio.create_task(inference.look_up(inference.live.qa, work))
        await _until(begun.is_set)
        await _leave(looked)
        go_on.set()
        await _until(ended.is_set)
        assert found == [None]
        assert await inference.look_up(inference.live.qa, lambda find: find("nothing")) is None

    asyncio.run(asyncio.wait_for(test(), 60))


def test_looking_up_waits_with_the_searches(asking: Asking, seen: Seen) -> None:
    async def test() -> None:
        inference = asking(Capacity(queue=0, wait_seconds=0, deadline_seconds=0.1))
        go_on = Event()
        looked = inference.look_up(inference.live.qa, lambda _find: go_on.wait(30))
        late = asyncio.create_task(looked)
        await _until(lambda: inference.longest_seconds > 0)
        with pytest.raises(Overloaded):
            await inference.search(RAIN)
        with pytest.raises(TooLate):
            await late
        go_on.set()
        await _until(lambda: inference.longest_seconds == 0)
        assert seen.told == ["shed", "too_late"]

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_stream_that_is_closed_half_way_is_given_up(asking: Asking, gated: Gated) -> None:
    async def test() -> None:
        inference = asking(PATIENT)
        async with aclosing(inference.steps(RAIN)) as steps:
            assert isinstance(await anext(steps), Retrieved)
        snow = asyncio.create_task(inference.answer(SNOW))
        gated.open.set()
        assert await snow
        assert not inference._asked

    _run(test(), gated)


def test_nothing_is_retrieved_from_an_outlet_that_is_not_there(
    asking: Asking, gated: Gated
) -> None:
    async def test() -> None:
        gated.open.set()
        for _ in range(2):
            retrieved, answer = await _steps(asking(PATIENT), UNKNOWN)
            assert isinstance(retrieved, Retrieved)
            assert retrieved.hits == ()
            assert isinstance(answer, Answer)
            assert answer.abstain_reason == "unknown_source"

    _run(test(), gated)


def test_after_any_mix_of_those_who_wait_and_those_who_leave_nothing_is_left(
    generation: Generation, seen: Seen
) -> None:
    """Of six questions, asked 300 times by who leaves at once, in the middle, or never."""
    chance = random.Random(1)
    questions = [replace(RAIN, text=f"Where was there {what}?") for what in "abcdef"]

    async def ask(inference: Inference, patience: float) -> object:
        question = chance.choice(questions)
        asked = _steps(inference, question) if chance.random() < 0.5 else inference.answer(question)
        try:
            return await asyncio.wait_for(asked, patience)
        except (TimeoutError, Overloaded) as error:
            return error

    async def test() -> None:
        live = LiveIndex(QA(generation, SharedTerms(), believing()))
        inference = Inference(live, Capacity(workers=2, cache_answers=2), seen)
        patience = [chance.choice([0.0, 0.001, 0.01, 30.0]) for _ in range(300)]
        outcomes = []
        for some in _in_batches(patience, 30):
            outcomes += await asyncio.gather(*(ask(inference, each) for each in some))
        await _until(lambda: not inference._asked)
        assert inference.waiting == 0
        assert sum(not isinstance(each, Exception) for each in outcomes) > 30
        assert sum(isinstance(each, TimeoutError) for each in outcomes) > 30
        assert await inference.answer(RAIN)

    asyncio.run(test())


def _in_batches(values: Sequence[float], size: int) -> list[Sequence[float]]:
    return [values[at : at + size] for at in range(0, len(values), size)]


class Failing:
    """Fails the first time, then reads."""

    def __init__(self) -> None:
        self.calls = 0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.calls += 1
        if self.calls == 1:
            time.sleep(0.05)
            raise TimeoutError("of ours")
        return SharedTerms().read(question, passages)


def test_a_failure_is_told_to_all_who_asked_and_is_not_kept(generation: Generation) -> None:
    async def test() -> None:
        inference = Inference(LiveIndex(QA(generation, Failing(), believing())))
        both = [inference.answer(RAIN), inference.answer(RAIN)]
        failed = await asyncio.gather(*both, return_exceptions=True)
        assert [type(each) for each in failed] == [TimeoutError, TimeoutError]
        assert await inference.answer(RAIN)

    asyncio.run(test())


# --- generations ---


@pytest.fixture
def published(tmp_path: Path) -> Callable[[str], QA]:
    """Publishes an index of one article, and opens it."""
    embedder = load_embedder()

    def publish_and_open(text: str) -> QA:
        article = Article("a", None, None, date(2025, 1, 1), None, text)
        publish(tmp_path, [article], embedder)
        return QA(open_index(tmp_path, embedder), SharedTerms(), believing())

    return publish_and_open


def test_a_new_generation_answers_anew_and_the_old_one_is_freed(
    published: Callable[[str], QA],
) -> None:
    """The cache still holds answers of the old one, whose articles it keeps and nothing else."""

    async def test() -> None:
        live = LiveIndex(published("The rain fell on Emberly."))
        inference = Inference(live)
        assert "Emberly" in (await inference.answer(RAIN)).answer
        old = weakref.ref(live.qa.generation.retriever)
        live.serve(published("The rain fell on Harbour."))
        gc.collect()
        assert old() is None
        answer = await inference.answer(RAIN)
        assert "Harbour" in answer.answer
        assert answer.generation == live.qa.generation.id

    asyncio.run(test())


def test_an_answer_on_its_way_is_of_the_generation_that_it_was_asked_of(
    gated: Gated, published: Callable[[str], QA]
) -> None:
    async def test() -> None:
        qa = published("The rain fell on Emberly.")
        live = LiveIndex(QA(qa.generation, gated, believing()))
        inference = Inference(live, PATIENT)
        [old] = await _tasks(inference, RAIN, gated=gated)
        live.serve(published("The rain fell on Harbour."))
        new = asyncio.create_task(inference.answer(RAIN))
        gated.open.set()
        assert "Emberly" in (await old).answer
        assert "Harbour" in (await new).answer
        assert "Harbour" in (await inference.answer(RAIN)).answer

    _run(test(), gated)


def test_relative_words_mean_the_newest_article_so_the_generation_alone_decides(
    swift_qa: QA,
) -> None:
    """Else an answer of the cache would be another tomorrow."""
    asked = Question("What was said yesterday?")
    taken = swift_qa.take(asked).today
    assert taken == swift_qa.generation.catalogue.date_range()[1]  # type: ignore[index]
    first, second = swift_qa.answer(asked), swift_qa.answer(asked)
    none = Timings(0, 0, 0, 0)
    assert replace(first, timings_ms=none) == replace(second, timings_ms=none)
