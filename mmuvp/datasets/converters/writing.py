"""What the converters to the COCO panoptic format share."""
import json
from pathlib import Path

import cv2

from ..id_map_masks import IdMapMasks
from ..panoptic_png import distinct_ids, number_ids, write_panoptic_png


def read_labels(path):
    """Read a picture of labels as it is.

    Args:
        path (Path): The file.

    Returns:
        np.ndarray: (H, W), or (H, W, 3) in the order blue, green, red.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it cannot be decoded.
    """
    if not path.exists():
        raise FileNotFoundError(f'The labels {path} are missing.')
    labels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if labels is None:
        raise ValueError(f'The labels {path} cannot be decoded.')
    return labels


def segments_info(ids, describe):
    """List the segments of an id map.

    Args:
        ids (np.ndarray): Segment ids (H, W), 0 where void.
        describe (Callable[[int], dict]): Gives `category_id` and `iscrowd` of an id.

    Returns:
        list[dict]: COCO's entries: `id`, `category_id`, `iscrowd`, `area`, `bbox` (x, y, width, height).
    """
    known = distinct_ids(ids)
    known = known[known > 0]
    masks = IdMapMasks(number_ids(ids, known), len(known))
    boxes = masks.get_bboxes('hbox').numpy()
    boxes[:, 2:] -= boxes[:, :2]
    return [
        dict(id=segment_id, area=area, bbox=bbox, **describe(segment_id)) for segment_id, area, bbox in zip(
            known.tolist(), masks.areas.tolist(), boxes.astype(int).tolist(), strict=True)]


class PanopticWriter:
    """Writes `{folder}/*.png` image by image, and `{folder}.json` at the end.

    Args:
        folder (Path): Folder of the PNGs; made when missing.
        categories (list[dict]): Entries of `categories`.
    """

    def __init__(self, folder, categories):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.content = dict(images=[], annotations=[], categories=categories)

    def add(self, image_id, image_name, png_name, ids, segments):
        """Add an image whose segments are in `ids` (H, W) and listed in `segments`."""
        height, width = ids.shape
        write_panoptic_png(str(self.folder / png_name), ids)
        self.content['images'].append(dict(id=image_id, file_name=image_name, height=height, width=width))
        self.content['annotations'].append(dict(image_id=image_id, file_name=png_name, segments_info=segments))

    def close(self):
        """Write the json; returns its path."""
        path = self.folder.with_suffix('.json')
        path.write_text(json.dumps(self.content))
        return path
