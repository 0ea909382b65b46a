"""Every error that a user can cause, as one tree. The message is one line that says what to do.

WenjuError
├── InputError        a path, file or question that cannot be used
├── StoreError        the store is missing, damaged or of another format
│   └── EncoderMismatch   the store was built with another encoder
└── PageError         the chat page cannot be opened (a port in use, say)
"""


class WenjuError(Exception):
    """Base of all errors that are shown to the user as one line."""


class InputError(WenjuError):
    """A path, file or question that cannot be used."""


class StoreError(WenjuError):
    """The store is missing, damaged or of another format."""


class EncoderMismatch(StoreError):
    """The store was built with another encoder."""


class PageError(WenjuError):
    """The chat page cannot be opened."""
