"""Keeping boxes, labels and flags of instances in step with their masks."""
import numpy as np


def refresh_instances(results):
    """Drop the instances that have no pixel left, and fit the boxes of the others to their masks.

    Args:
        results (dict): Results with or without `gt_masks`; `gt_bboxes`, `gt_bboxes_labels` and `gt_ignore_flags`
            are brought in step where present.

    Returns:
        dict: The same results.
    """
    masks = results.get('gt_masks')
    if masks is None:
        return results
    kept = np.flatnonzero(masks.areas)
    if len(kept) < len(masks):
        results['gt_masks'] = masks[kept]
        for key in ('gt_bboxes_labels', 'gt_ignore_flags'):
            if key in results:
                results[key] = results[key][kept]
    if 'gt_bboxes' in results:
        results['gt_bboxes'] = results['gt_masks'].get_bboxes(type(results['gt_bboxes']))
    return results
