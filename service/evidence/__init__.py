"""Readings weighed: the best answer, who else says it, and who says otherwise."""
