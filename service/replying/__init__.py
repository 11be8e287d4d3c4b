"""Answers in words: computed, composed from quotes, and shown."""
