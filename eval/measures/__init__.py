"""One measure a file; each takes plain values and returns a number, or None where it has none."""
