"""The weights that ship with Dateline, each in a folder with its card and licence."""
