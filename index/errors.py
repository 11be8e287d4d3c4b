"""What can go wrong with articles and with an index on disk.

The tree, with the exit codes that the command line makes of it::

    DatelineError
    ├── ArticlesRefused       the articles are not fit to publish (exit 3)
    ├── ArticlesUnreadable    a file could not be read, or changed meanwhile (exit 5)
    ├── IndexMissing          there is no index where one was named (exit 2)
    ├── IndexBusy             another process is writing the index (exit 4)
    ├── IndexCorrupt          an index is there and must not be served (exit 6)
    ├── GenerationUnknown     the index has no generation of that id (exit 2)
    └── ModelUnavailable      the model that is asked for cannot be loaded here (exit 2)
"""


class DatelineError(Exception):
    """Base of every error that Dateline raises on purpose; its text says what to do next."""


class ArticlesRefused(DatelineError):
    """Nothing, or too little, of what was given can be published."""


class ArticlesUnreadable(DatelineError):
    """A file could not be read, or was written to while it was read."""


class IndexMissing(DatelineError):
    """The folder holds no index yet."""


class IndexCorrupt(DatelineError):
    """A file of the index is missing, altered, from another format or inconsistent."""


class IndexBusy(DatelineError):
    """Another process, or another thread, holds the lock of the index."""


class GenerationUnknown(DatelineError):
    """No generation of this id stands in the index."""


class ModelUnavailable(DatelineError):
    """A model cannot be loaded, or computes wrong numbers on this processor."""
