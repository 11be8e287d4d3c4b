"""Arrays on disk, memory-mapped: what is not looked at takes no memory and no time to open."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..errors import IndexCorrupt


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write the very file that ``numpy.save`` does; raises OSError where the disk takes less.

    ``numpy.save`` leaves the last bytes to C, and never learns that they could not be written.
    """
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(file, header)
        file.write(array.data)


def map_array(path: Path, dtype: DTypeLike, dimensions: int) -> NDArray[Any]:
    """What ``save_array`` wrote, read-only; raises IndexCorrupt where it is another kind of array.

    The file stays readable through the array when it is removed.
    """
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (FileNotFoundError, ValueError, EOFError) as error:
        raise IndexCorrupt(f"{path}: {error}") from error
    if array.dtype != dtype or array.ndim != dimensions or not array.flags.c_contiguous:
        raise IndexCorrupt(
            f"{path}: holds {array.dtype} in {array.ndim} dimensions, "
            f"not {np.dtype(dtype)} in {dimensions}"
        )
    # The same memory without numpy's subclass, which makes every slice dear.
    plain: NDArray[Any] = array.view(np.ndarray)
    return plain
