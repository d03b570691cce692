"""Objects of videos, followed by nothing but the features of a frozen backbone."""
from collections import deque

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from mmengine.dataset import pseudo_collate

from ..datasets.davis import read_mask
from ..evaluation.video_scores import score_sequence
from ..models.layers.feature_pooling import feature_map
from ..models.task_modules.label_propagation import propagate_labels
from .inferencer import read_image

# long sides of the resized frames are multiples of this, so that all patches are whole
DIVISOR = 64


class VideoSegmenter:
    """Propagates the masks of a video's first frame to the others (iBOT, appendix E.4, as DINO does).

    Labels of a frame come from those of the first one and of some before it, see
    :func:`mmuvp.models.task_modules.propagate_labels`.

    Args:
        model (nn.Module): What :func:`mmuvp.get_model` returns, in evaluation mode; its backbone gives tokens
            (`out_type='raw'`) or maps.
        short_side (int): Of the frames as the network sees them, in pixels; the other side keeps the ratio but for
            rounding down to a multiple of 64.
        memory (int): How many frames before one, besides the first, its labels come from.
        radius, topk, temperature: See :func:`mmuvp.models.task_modules.propagate_labels`.
    """

    def __init__(self, model, short_side=480, memory=7, radius=12, topk=5, temperature=0.1):
        self.model = model
        self.short_side, self.memory = short_side, memory
        self.options = dict(radius=radius, topk=topk, temperature=temperature)

    @torch.no_grad()
    def __call__(self, frames, mask):
        """Segment a video.

        Args:
            frames (Sequence[str | Path | ndarray]): Files, or pixels (height, width, 3) of blue, green and red.
            mask (ndarray): Shape (height, width), numbers of the objects in the first frame, 0 for the background.

        Yields:
            ndarray: Of each frame, beginning with the first one, whose mask is given: numbers of objects at the size
            of the mask, uint8.

        Raises:
            ValueError: The backbone gives no patches.
            ImageError, FileNotFoundError: See :func:`mmuvp.apis.inferencer.read_image`.
        """
        yield mask
        first = self._features(frames[0])
        labels = _one_hot(mask, first.shape[1:]).to(first)
        recent = deque(maxlen=self.memory)
        for frame in frames[1:]:
            target = self._features(frame)
            sources, known = zip((first, labels), *recent, strict=True)
            soft = propagate_labels(target, torch.stack(sources), torch.stack(known), **self.options)
            recent.append((target, soft))
            yield _harden(soft, mask.shape)

    def _features(self, frame):
        """Map of a frame, (C, h, w)."""
        pixels = _resize(read_image(frame), self.short_side)
        if not self.model.data_preprocessor.to_rgb:
            pixels = pixels[..., ::-1]
        data = dict(inputs=torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1))
        images = self.model.data_preprocessor(pseudo_collate([data]))['inputs']
        outputs = self.model.backbone(images)
        output = outputs if isinstance(outputs, torch.Tensor) else outputs[-1]
        return feature_map(output, getattr(self.model.backbone, 'num_extra_tokens', 0), pixels.shape[:2])[0].float()


def evaluate_videos(segmenter, videos):
    """Segment videos and score them as DAVIS does.

    Args:
        segmenter (VideoSegmenter): What segments them.
        videos (list[Video]): See :func:`mmuvp.datasets.davis.davis_videos`.

    Yields:
        tuple[Video, list[ndarray], ndarray]: Each video, its masks, and J and F of its objects as in
        :func:`mmuvp.evaluation.video_scores.score_sequence`.
    """
    for video in videos:
        truths = [read_mask(path) for path in video.masks]
        masks = list(segmenter(video.frames, truths[0]))
        yield video, masks, score_sequence(masks, truths, [number for number in np.unique(truths[0]) if number])


def summarise(scores):
    """Average the scores of all objects of all videos.

    Args:
        scores (Sequence[ndarray]): Of each video, shape (objects, 2).

    Returns:
        dict[str, float]: `J`, `F` and their mean `J&F`, in percent.
    """
    region, contour = (100 * np.concatenate(scores).mean(axis=0)).tolist()
    return {'J&F': (region + contour) / 2, 'J': region, 'F': contour}


def _resize(pixels, short_side):
    height, width = pixels.shape[:2]
    long_side = int(short_side * max(height, width) / min(height, width)) // DIVISOR * DIVISOR
    size = [long_side, short_side] if width > height else [short_side, long_side]
    return cv2.resize(pixels, size if width != height else [short_side, short_side])


def _one_hot(mask, size):
    """Labels (K, h, w) of the places of a map, each that of the pixel in the middle."""
    small = cv2.resize(mask, size[::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    return F.one_hot(torch.from_numpy(small).long(), int(mask.max()) + 1).permute(2, 0, 1)


def _harden(soft, size):
    """The object of the highest label at each pixel, each object's labels stretched to reach from 0 to 1."""
    soft = F.interpolate(soft[None], size=size, mode='bilinear', align_corners=False)[0]
    least, spread = soft.amin(dim=(1, 2), keepdim=True), soft.amax(dim=(1, 2), keepdim=True)
    spread = (spread - least).clamp_min(torch.finfo(soft.dtype).tiny)
    return ((soft - least) / spread).argmax(dim=0).byte().cpu().numpy()
