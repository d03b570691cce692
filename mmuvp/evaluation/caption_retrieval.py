"""Whether images find their captions, and captions their images."""
import torch
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS


@METRICS.register_module()
class CaptionRetrieval(BaseMetric):
    """Recall at k, in percent, of captions by images and of images by captions.

    All images and all captions of the set are ranked by the cosine of their features. Images that have the same
    caption, word for word, are all right for it, and it is right for each of them.

    It reads `image_embedding (D, )`, `text_embeddings (1 + K, D)` and `text (1 + K, L)`, of which the first row is the
    caption, as :class:`mmuvp.CLIP` and :class:`mmuvp.ImageTextContrastive` give them.

    Keys: `image_to_text_R@k` and `text_to_image_R@k`.

    Args:
        topk (Sequence[int]): Values of k.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a k is not positive, or larger than the set.
    """
    default_prefix = 'retrieval'

    def __init__(self, topk=(1, 5), collect_device='cpu', prefix=None):
        if min(topk) < 1:
            raise ValueError(f'topk must be positive, not {tuple(topk)}')
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.topk = tuple(topk)

    def process(self, data_batch, data_samples):
        """Keep the features of a batch."""
        self.results += [(sample['image_embedding'].cpu(), sample['text_embeddings'][0].cpu(), sample['text'][0].cpu())
                         for sample in data_samples]

    def compute_metrics(self, results):
        """Rank the whole set.

        Args:
            results (list[tuple]): Image embedding (D, ), text embedding (D, ) and caption (L, ) of each sample.

        Returns:
            dict[str, float]: See the class.
        """
        if max(self.topk) > len(results):
            raise ValueError(f'R@{max(self.topk)} needs as many images, and there are {len(results)}')
        images, texts, captions = (torch.stack(values) for values in zip(*results, strict=True))
        similarity = images.float() @ texts.float().T
        same = (captions[:, None] == captions).all(dim=2)
        scores = {}
        for name, ranking in (('image_to_text', similarity), ('text_to_image', similarity.T)):
            found = same.gather(1, ranking.topk(max(self.topk)).indices)
            scores.update({f'{name}_R@{k}': 100 * found[:, :k].any(dim=1).float().mean().item() for k in self.topk})
        return scores
