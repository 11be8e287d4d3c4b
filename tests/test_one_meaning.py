"""JSON that every parser reads alike, and where the rest of it stands."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.one_meaning import BadLeaf, check

FIELDS = {"question", "filters", "sources"}


def _told(body: str) -> dict[str, str]:
    with pytest.raises(BadLeaf) as raised:
        check(body.encode())
    return raised.value.error(FIELDS)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"question": "\\ud800"}', "question"),
        ('{"filters": {"sources": ["ok", "\\udfff"]}}', "filters.sources.1"),
        ('{"filters": {"\\ud800": 1}}', "filters"),
        ('{"question": {"theirs": {"sources": "\\ud800"}}}', "question"),
        ('"\\ud800"', ""),
    ],
)
def test_lone_surrogates_are_found_where_they_stand(body: str, field: str) -> None:
    assert _told(body) == {"field": field, "detail": "must not hold lone surrogates"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_are_none_are_found_where_they_stand(number: str) -> None:
    told = _told(f'{{"question": "Rain?", "filters": [0.5, {number}]}}')
    assert told == {"field": "filters.1", "detail": "must be a finite number"}


@given(
    st.recursive(
        st.just(float("nan")),
        lambda inner: (
            st.tuples(st.lists(st.text()), inner).map(lambda pair: [*pair[0], pair[1]])
            | st.tuples(st.sampled_from(sorted(FIELDS)), inner).map(lambda pair: dict([pair]))
        ),
        max_leaves=8,
    )
)
def test_the_path_leads_to_what_is_wrong(value: Any) -> None:
    field = _told(json.dumps(value))["field"]
    for step in field.split(".") if field else []:
        value = value[int(step) if isinstance(value, list) else step]
    assert math.isnan(value)
