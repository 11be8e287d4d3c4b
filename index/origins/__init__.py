"""Where an article comes from: its source, and the story that it copies."""
