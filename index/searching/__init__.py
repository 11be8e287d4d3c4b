"""Passages found, by meaning and by words, among those that a filter admits."""
