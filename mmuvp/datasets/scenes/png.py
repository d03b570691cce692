"""A PNG encoder whose files are the same on every machine.

zlib implementations differ in what they make of the same bytes, so this one writes the deflate stream itself:
stored blocks for pictures, whose grain hardly compresses, and run lengths in the fixed Huffman code for label
maps, which shrink thirtyfold (RFC 1951, sections 3.2.4 and 3.2.6).
"""
import struct
import zlib

import numpy as np

_SIGNATURE = b'\x89PNG\r\n\x1a\n'
_COLOUR_TYPES = {1: 0, 3: 2}
_UP = 2
_BLOCK = 65535
_SHORTEST, _LONGEST = 3, 258


def encode_png(array, is_label_map):
    """Encode an image.

    Args:
        array (np.ndarray): uint8, shape (H, W) for grey or (H, W, 3) for RGB.
        is_label_map (bool): Whether to compress runs, which pays for label maps only.

    Returns:
        bytes: The file.
    """
    height, width = array.shape[:2]
    channels = 1 if array.ndim == 2 else array.shape[2]
    rows = np.ascontiguousarray(array).reshape(height, width * channels)
    lines = np.zeros((height, width * channels + 1), dtype=np.uint8)
    lines[:, 1:] = rows
    if is_label_map:
        lines[:, 0] = _UP
        lines[1:, 1:] -= rows[:-1]
    raw = lines.tobytes()
    deflated = _deflate_runs(lines.ravel()) if is_label_map else _deflate_stored(raw)
    data = b'\x78\x01' + deflated + struct.pack('>I', zlib.adler32(raw))
    header = struct.pack('>IIBBBBB', width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    return _SIGNATURE + _chunk(b'IHDR', header) + _chunk(b'IDAT', data) + _chunk(b'IEND', b'')


def _chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def _deflate_stored(raw):
    blocks = [raw[start:start + _BLOCK] for start in range(0, len(raw), _BLOCK)]
    last = len(blocks) - 1
    return b''.join(
        struct.pack('<BHH', place == last, len(block), len(block) ^ 0xffff) + block
        for place, block in enumerate(blocks))


def _deflate_runs(values):
    """One block of the fixed Huffman code: every run is its first byte, then repeats of that byte."""
    starts = np.flatnonzero(np.diff(values, prepend=values[0] ^ 1))
    full, rest = np.divmod(np.diff(starts, append=len(values)) - 1, _LONGEST)
    first = values[starts].astype(np.int64)
    # Per run: the byte, `full` longest repeats, and for the rest one repeat or, below three, the byte itself.
    is_short = rest < _SHORTEST
    tokens = np.stack([first, np.full_like(first, 256 + _LONGEST), np.where(is_short, first, 256 + rest)], axis=1)
    counts = np.stack([np.ones_like(full), full, np.where(is_short, rest, 1)], axis=1)
    bits = _TOKENS[np.repeat(tokens.ravel(), counts.ravel())]
    bits = np.concatenate([[1, 1, 0], bits[bits >= 0], np.zeros(7, dtype=np.int64)])
    return np.packbits(bits.astype(np.uint8), bitorder='little').tobytes()


def _token_table():
    """Bits of the literals 0-255 and, at 256 + n, of "repeat the last byte n times"; -1 fills the rows up."""
    table = np.full((257 + _LONGEST, 18), -1, dtype=np.int64)
    for literal in range(256):
        text = f'{literal + 48:08b}' if literal < 144 else f'{literal + 256:09b}'
        table[literal, :len(text)] = [int(bit) for bit in text]
    for length in range(_SHORTEST, _LONGEST + 1):
        text = _length_bits(length) + '00000'  # distance symbol 0: one byte back
        table[256 + length, :len(text)] = [int(bit) for bit in text]
    return table


def _length_bits(length):
    if length == _LONGEST:
        symbol, extra = 285, ''
    elif length < 11:
        symbol, extra = 254 + length, ''
    else:
        # Four symbols share a number of extra bits; these come least significant bit first.
        width = (length - 3).bit_length() - 3
        symbol = 257 + 4 * width + ((length - 3) >> width)
        extra = f'{(length - 3) % (1 << width):0{width}b}'[::-1]
    return (f'{symbol - 256:07b}' if symbol < 280 else f'{symbol - 88:08b}') + extra


_TOKENS = _token_table()
