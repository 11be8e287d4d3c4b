"""The routes, a module for each interface that is spoken."""
