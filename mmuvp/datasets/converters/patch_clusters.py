"""Clusters of patches of pixels, which tell a patch's token in masked image modelling."""
from pathlib import Path

import mmcv
import numpy as np
import torch

RESIZE, CROP = 256, 224
IMAGES_AT_ONCE = 128
SUFFIXES = '.jpeg', '.jpg', '.png'


def cluster_patches(folder, target, num_clusters=4096, share=0.1, patch_size=16, seed=0):
    """Cluster the patches of some images of a folder by mini-batch k-means (iBOT, appendix E.6).

    An image's shorter side is resized to 256 pixels and its central 224 x 224 are cut into patches.  A patch is its
    values from 0 to 1, in the order channel, row, column.  The file holds what ``mmuvp.PatchClusterTokenizer`` reads.

    Args:
        folder (str | Path): Images, in folders of any depth.
        target (str | Path): What to write; its folder is made when missing.
        num_clusters (int): Number of clusters, K.
        share (float): Share of the images that is looked at, more than 0 and at most 1.
        patch_size (int): Side of a patch in pixels; it divides 224.
        seed (int): Of the choice of images and of first centres.

    Returns:
        int: Number of images that were looked at.

    Raises:
        NotADirectoryError: If there is no such folder.
        ValueError: If the share is out of range, patches do not fill the crop, or there are fewer patches than
            clusters.
    """
    from sklearn.cluster import MiniBatchKMeans
    paths = _choose(Path(folder), share, seed)
    if CROP % patch_size:
        raise ValueError(f'patches of {patch_size} pixels do not fill {CROP}')
    per_image = (CROP // patch_size) ** 2
    if len(paths) * per_image < num_clusters:
        raise ValueError(f'{len(paths)} images have fewer patches than {num_clusters} clusters')
    at_once = max(IMAGES_AT_ONCE, -(-num_clusters // per_image))
    model = MiniBatchKMeans(num_clusters, random_state=seed, n_init=1)
    for start in range(0, len(paths), at_once):
        model.partial_fit(np.concatenate([_patches(path, patch_size) for path in paths[start:start + at_once]]))
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(state_dict=dict(centers=torch.from_numpy(model.cluster_centers_).float())), target)
    return len(paths)


def _choose(folder, share, seed):
    if not 0 < share <= 1:
        raise ValueError(f'the share of images must be in (0, 1], not {share}')
    if not folder.is_dir():
        raise NotADirectoryError(f'The folder {folder} is missing.')
    paths = sorted(path for path in folder.rglob('*') if path.suffix.lower() in SUFFIXES)
    order = np.random.default_rng(seed).permutation(len(paths))
    return [paths[index] for index in order[:round(share * len(paths))]]


def _patches(path, patch_size):
    """Patches ``(n, 3 * patch_size ** 2)`` of an image."""
    img = mmcv.imread(path, channel_order='rgb')
    height, width = img.shape[:2]
    scale = RESIZE / min(height, width)
    img = mmcv.imresize(img, (round(width * scale), round(height * scale)), interpolation='bicubic')
    top, left = (img.shape[0] - CROP) // 2, (img.shape[1] - CROP) // 2
    img = img[top:top + CROP, left:left + CROP].astype(np.float32) / 255
    grid = CROP // patch_size
    patches = img.reshape(grid, patch_size, grid, patch_size, 3).transpose(0, 2, 4, 1, 3)
    return patches.reshape(grid * grid, -1)
