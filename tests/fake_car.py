"""What stands in for CLIP as RNN where its networks do not matter: words are colours, and masks are where they are."""
import numpy as np
import torch
from torch import nn

from mmuvp.models.multimodal import CaRResult, CaRStep

# far from 0 and 255, which the random field's wrapped colours bring together
COLOURS = dict(red=(200, 40, 40), green=(40, 200, 40), blue=(40, 40, 200))
REST = 40, 40, 40


class FakeCaR(nn.Module):
    """Keeps the queries whose colour the image shows; the score is the share of its pixels.

    Args:
        certainty: value of the masks where the colour is.
    """

    def __init__(self, certainty=0.9):
        super().__init__()
        self.certainty = certainty
        self.proposer = nn.Identity()
        self.proposer.background = ('black', )
        self.calls = []

    def forward(self, image, queries, background=None):
        self.calls.append((tuple(queries), background))
        masks = torch.stack([torch.from_numpy((image == COLOURS.get(query, (1, 2, 3))).all(axis=2))
                             for query in queries]) if queries else torch.zeros(0, *image.shape[:2], dtype=bool)
        scores = masks.float().mean(dim=(1, 2))
        kept = scores > 0
        steps = (CaRStep(tuple(queries), scores, kept), ) if queries else ()
        return CaRResult(masks * self.certainty, scores, kept, steps)


def painted_image(height=37, width=53):
    """``(H, W, 3)`` uint8: red on the left, green on the right, a blue square between, and dark where none is."""
    image = np.full((height, width, 3), REST, np.uint8)
    image[:, :20], image[:, 30:], image[10:22, 16:34] = COLOURS['red'], COLOURS['green'], COLOURS['blue']
    return image
