"""Text to vectors, by a model on the CPU."""
