"""An index on disk: generations published in one step, opened, and gone back to."""
