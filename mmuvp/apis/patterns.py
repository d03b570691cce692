"""What the outputs of a projection head stand for: the places where each is the most certain."""
import numpy as np
import torch

from ..models.layers.feature_pooling import patch_tokens
from ..visualization import draw_pattern
from .attention import AttentionInferencer
from .errors import UsageError

LEVELS = 'patch', 'class'
# of the head's outputs, by their place in the rows of :class:`PatternTable`
PATTERN, CONFIDENCE, IMAGE, PATCH = range(4)


class PatternTable:
    """The places of the highest confidence of each pattern, of any number of images.

    Args:
        count (int): How many are kept of each pattern.
    """

    def __init__(self, count):
        self.count = count
        self.rows = np.empty((0, 4))
        self._waiting = []

    def add(self, image, patterns, confidence):
        """Add the patches of an image.

        Args:
            image (int): Its number.
            patterns (ndarray): Shape (patches, ), what each patch is.
            confidence (ndarray): Shape (patches, ).
        """
        patches = np.arange(len(patterns))
        self._waiting.append(np.stack([patterns, confidence, np.full(len(patches), image), patches], axis=1))
        if sum(map(len, self._waiting)) > max(10000, len(self.rows)):
            self._merge()

    def largest(self, number):
        """Return the patterns of which there are the most places, and among these those of the highest confidence.

        Args:
            number (int): At most so many.

        Returns:
            list[int]: Patterns.
        """
        self._merge()
        patterns, start, sizes = np.unique(self.rows[:, PATTERN], return_index=True, return_counts=True)
        if not len(patterns):
            return []
        means = np.add.reduceat(self.rows[:, CONFIDENCE], start) / sizes
        return patterns[np.lexsort((-means, -sizes))][:number].astype(int).tolist()

    def places(self, pattern):
        """Return the places of a pattern.

        Args:
            pattern (int): Which one.

        Returns:
            list[tuple[int, int, float]]: Image, patch and confidence, the highest first.
        """
        self._merge()
        rows = self.rows[self.rows[:, PATTERN] == pattern]
        return [(int(row[IMAGE]), int(row[PATCH]), float(row[CONFIDENCE])) for row in rows]

    def _merge(self):
        rows = np.concatenate([self.rows, *self._waiting])
        rows = rows[np.lexsort((-rows[:, CONFIDENCE], rows[:, PATTERN]))]
        _, start, sizes = np.unique(rows[:, PATTERN], return_index=True, return_counts=True)
        rank = np.arange(len(rows)) - np.repeat(start, sizes)
        self.rows, self._waiting = rows[rank < self.count], []


class PatternInferencer(AttentionInferencer):
    """Shows what a projection head has learned to tell apart (iBOT, figure 6.4 and appendix E.7.1).

    Args:
        config (str | Path | Config): Of a :class:`mmuvp.PretrainedFeatures` with a neck such as
            ``mmuvp.IBOTProjector``, whose backbone gives all tokens (`out_type='raw'`).
        temperature (float): Of the softmax that makes confidence of logits.
        checkpoint, device, cfg_options: As of :class:`mmuvp.apis.attention.AttentionInferencer`.

    Raises:
        UsageError: The model has no neck.
    """

    def __init__(self, config, checkpoint, temperature=0.07, device=None, cfg_options=None):
        super().__init__(config, checkpoint, device, cfg_options)
        if getattr(self.model, 'neck', None) is None:
            raise UsageError('patterns are outputs of a projection head: give a config of mmuvp.PretrainedFeatures '
                             'with a neck')
        self.temperature = temperature

    def collect(self, images, level='patch', count=36):
        """Find the places of each pattern.

        Args:
            images (Sequence[str | Path | ndarray]): Files, or pixels.
            level (str): `'patch'` for patches, `'class'` for whole images.
            count (int): How many places of each pattern are kept.

        Returns:
            PatternTable: Their places; whole images have the patch 0.

        Raises:
            ValueError: There is no such level.
        """
        if level not in LEVELS:
            raise ValueError(f'level must be one of {", ".join(LEVELS)}, got {level!r}')
        table = PatternTable(count)
        for number, image in enumerate(images):
            table.add(number, *self._assign(self.prepare(image), level))
        return table

    def draw(self, images, places, level='patch', columns=6):
        """Draw the places of one pattern.

        Args:
            images (Sequence[str | Path | ndarray]): Those that were searched.
            places (list[tuple[int, int, float]]): What :meth:`PatternTable.places` returns.
            level (str): As in :meth:`collect`.
            columns (int): How many pictures stand in a row.

        Returns:
            ndarray: See :func:`mmuvp.visualization.draw_pattern`.
        """
        pieces = []
        for number, patch, _ in places:
            inputs = self.prepare(images[number])
            pieces.append((self.pixels(inputs[0]), None if level == 'class' else self._box(inputs, patch)))
        return draw_pattern(pieces, columns)

    @torch.no_grad()
    def _assign(self, inputs, level):
        """Pattern and confidence of each patch, or of the image."""
        tokens = self.model.backbone(inputs)[-1]
        if level == 'class':
            logits = self.model.neck(tokens[:, 0])
        else:
            logits = self.model.neck(patch_tokens(tokens, self.model.backbone.num_extra_tokens)[0], patches=True)
        confidence, patterns = (logits.float() / self.temperature).softmax(dim=1).max(dim=1)
        return patterns.cpu().numpy(), confidence.cpu().numpy()

    def _box(self, inputs, patch):
        """Left, top, right and bottom of a patch."""
        side = self.model.backbone.patch_embed.projection.kernel_size
        columns = -(-inputs.shape[3] // side[1])
        row, column = divmod(patch, columns)
        return column * side[1], row * side[0], (column + 1) * side[1], (row + 1) * side[0]
