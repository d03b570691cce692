"""Errors whose cause is the user's to put right; their messages say what it is."""


class ConfigError(ValueError):
    """A config does not exist, or a key does not exist in it."""


class UsageError(ValueError):
    """A command line asks for what the config or the machine does not provide."""


class ImageError(ValueError):
    """A file is not an image that can be read."""
