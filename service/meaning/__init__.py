"""What short answers mean: amounts, moments, names, and whether two of them are the same."""
