"""How fast Dateline is, how much it holds, and both beside the plain way."""
