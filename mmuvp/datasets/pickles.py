"""Pickles of annotations, read without running what is in them."""
import io
import pickle

from mmengine import fileio

from mmuvp.checkpoints.io import PlainUnpickler

# what a file that is cut off, or that is no pickle, makes an unpickler raise
_BROKEN = (pickle.UnpicklingError, AttributeError, EOFError, IndexError, KeyError, OverflowError, TypeError, ValueError)


def read_pickle(path, kind, unpickler=PlainUnpickler, encoding='utf-8'):
    """Read a file.

    Args:
        path (str): The file.
        kind (str): What it must hold, for messages.
        unpickler (type[PlainUnpickler]): Tells what the file may refer to.
        encoding (str): Of the byte strings of Python 2.

    Returns:
        object: What the file holds.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it cannot be read, or refers to what it must not.
    """
    if not fileio.exists(path):
        raise FileNotFoundError(f'{path} does not exist; it must hold {kind}')
    try:
        return unpickler(io.BytesIO(fileio.get(path)), encoding=encoding).load()
    except _BROKEN as error:
        raise ValueError(f'{path} holds more than plain data, or is cut off: {error!r}') from error
