"""What a question asks for: its parts, whose reports, and which days."""
