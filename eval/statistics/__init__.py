"""How sure a score is: one method a file; each takes plain values and says whose it is."""
