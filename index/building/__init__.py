"""One index made of articles, and what is kept of it for the next build."""
