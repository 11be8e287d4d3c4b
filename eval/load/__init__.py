"""How a service behaves under more questions than it can answer, and over many of them."""
