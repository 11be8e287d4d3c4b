"""What searches take and give, by passage row."""

import numpy as np
from numpy.typing import NDArray

# A mask over all rows: those that a filter admits.
Allowed = NDArray[np.bool_]
# Rows with their scores, best first.
Ranking = list[tuple[int, float]]
