"""Arrays are written whole or with an error, and mapped as they were written."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.searching.arrays import map_array, save_array

NUMBERS = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.mark.parametrize(
    "array",
    [
        NUMBERS,
        NUMBERS.T,
        NUMBERS[:, ::2],
        np.zeros(0, dtype=np.int64),
        np.zeros((0, 3), dtype=np.int32),
        np.array([255], dtype=np.uint8),
    ],
)
def test_the_file_is_that_of_numpy_and_comes_back(tmp_path: Path, array: NDArray[Any]) -> None:
    save_array(tmp_path / "a.npy", array)
    theirs = io.BytesIO()
    np.save(theirs, np.ascontiguousarray(array))
    assert (tmp_path / "a.npy").read_bytes() == theirs.getvalue()
    if array.size:
        mapped = map_array(tmp_path / "a.npy", array.dtype, array.ndim)
        assert mapped.tolist() == array.tolist()


def test_a_full_disk_is_an_error() -> None:
    """``numpy.save`` says nothing, and the file ends early."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="No space left"):
        save_array(Path("/dev/full"), NUMBERS)


def test_another_kind_of_array_is_refused_by_name(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", NUMBERS)
    with pytest.raises(
        IndexCorrupt, match=r"a\.npy: holds float32 in 2 dimensions, not int32 in 1"
    ):
        map_array(tmp_path / "a.npy", np.int32, 1)
    with pytest.raises(IndexCorrupt, match=r"b\.npy"):
        map_array(tmp_path / "b.npy", np.int32, 1)
