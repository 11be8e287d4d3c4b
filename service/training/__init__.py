"""How the shipped reader was made: sources, examples, network, training, export."""
