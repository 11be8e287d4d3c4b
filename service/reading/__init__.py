"""Passages read for an answer: its span, its words, its quote, and how far to believe it."""
