"""The text of an article taken apart: sentences, passages, terms and dates."""
