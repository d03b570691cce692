"""Predicted and true masks of what expressions refer to."""
import numpy as np
import torch


def referred_masks(sample):
    """Find the two masks of a sample.

    Args:
        sample (dict): A data sample of mmdet as a dict, with `pred_instances.masks`, (N, height, width), tensor or
            array, not 0 inside, and `gt_masks`, `BitmapMasks` or `PolygonMasks`. Several masks mean their union, and
            none means that nothing is referred to.

    Returns:
        tuple[ndarray, ndarray]: Prediction and truth, (height, width), booleans.

    Raises:
        ValueError: If the truth is missing, or the two have different sizes.
    """
    if 'gt_masks' not in sample:
        raise ValueError('a sample has no true mask: let the meta_keys of PackDetInputs contain gt_masks')
    truth = sample['gt_masks']
    predicted = torch.as_tensor(sample['pred_instances']['masks'])
    size = truth.height, truth.width
    if tuple(predicted.shape[1:]) != size:
        raise ValueError(f'{sample.get("img_path", "a sample")}: the predicted masks have the shape '
                         f'{tuple(predicted.shape[1:])}, and the true ones {size}')
    # there may be no mask at all, of which NumPy cannot tell that it is one of booleans
    return predicted.bool().any(dim=0).cpu().numpy(), np.any(truth.to_ndarray(), axis=0)
