"""The panoptic truth of an image, as metrics read it."""
import os.path as osp

from mmuvp.datasets.panoptic_png import number_listed_ids, read_panoptic_png


def read_truth(index, image_id, seg_prefix, backend_args=None):
    """Read the segments of an image.

    Args:
        index (PanopticIndex): The json file.
        image_id (Any): One of its images.
        seg_prefix (str): Folder of the PNGs that its annotations name.
        backend_args (dict, optional): Storage backend of the PNGs.

    Returns:
        tuple[np.ndarray, list[dict]]: 1 + place of the segment of each pixel, 0 where void, uint16 (H, W); and the
        entries of the segments.

    Raises:
        FileNotFoundError: If the PNG is missing.
        ValueError: If there is no such image, or the PNG is not what the json says.
    """
    if image_id not in index.imgs:
        raise ValueError(f'{index.annotation_file} lists no image {image_id!r}.')
    image, segments = index.imgs[image_id], index.segments.get(image_id, [])
    path = osp.join(seg_prefix, image['segm_file'])
    ids = read_panoptic_png(path, (image['height'], image['width']), backend_args)
    try:
        return number_listed_ids(ids, [segment['id'] for segment in segments]), segments
    except ValueError as error:
        raise ValueError(f'The panoptic PNG {path} and its json entry do not agree: {error}.') from error
