"""Masks that do not overlap, kept as one map."""
import cv2
import mmcv
import numpy as np
import torch
from mmdet.structures.bbox import HorizontalBoxes, get_box_type
from mmdet.structures.mask import BitmapMasks


class IdMapMasks(BitmapMasks):
    """The masks of N instances of a panoptic image, as a map of instance numbers.

    It serves wherever `BitmapMasks` does, but resizing, cropping, flipping, padding, copying between processes and
    moving to the GPU cost the same for one instance and for fifty. Operations that it does not implement (rotation,
    shear, interpolation other than nearest) fall back to bitmaps.

    Args:
        id_map (np.ndarray): Integers of shape (H, W): 0, or 1 + number of the instance that the pixel belongs to.
        num_masks (int): Number of instances, N; those that no pixel belongs to count.
    """

    def __init__(self, id_map, num_masks):
        self.id_map = id_map
        self.num_masks = num_masks
        self.height, self.width = id_map.shape

    @classmethod
    def from_bitmaps(cls, masks):
        """Make it of other masks.

        Args:
            masks (BitmapMasks): Masks that do not overlap.

        Returns:
            IdMapMasks: The same masks; `masks` itself when it is an id map already.

        Raises:
            ValueError: If two masks share a pixel.
        """
        if isinstance(masks, cls):
            return masks
        id_map = np.zeros((masks.height, masks.width), dtype=np.uint16)
        for number, mask in enumerate(masks.masks, 1):
            mask = mask.astype(bool)
            if id_map[mask].any():
                raise ValueError(f'mask {number - 1} overlaps another one: panoptic masks must not overlap')
            id_map[mask] = number
        return cls(id_map, len(masks))

    @property
    def masks(self):
        """uint8 bitmaps (N, H, W), made on every access."""
        masks = np.zeros((self.num_masks, self.height * self.width), dtype=np.uint8)
        flat = self.id_map.ravel()
        pixels = np.flatnonzero(flat)
        masks[flat[pixels].astype(np.int64) - 1, pixels] = 1
        return masks.reshape(-1, self.height, self.width)

    def __len__(self):
        return self.num_masks

    def __repr__(self):
        return f'IdMapMasks(num_masks={self.num_masks}, height={self.height}, width={self.width})'

    def __getitem__(self, index):
        """Choose instances.

        Args:
            index (int | slice | Sequence | np.ndarray): Which ones, as for an array of length N.

        Returns:
            BitmapMasks: Those; an id map unless one is chosen twice.
        """
        chosen = np.arange(self.num_masks)[index].reshape(-1)
        table = np.zeros(self.num_masks + 1, dtype=self.id_map.dtype)
        table[chosen + 1] = np.arange(1, len(chosen) + 1)
        if np.count_nonzero(table) < len(chosen):
            return self.to_bitmaps()[index]
        return IdMapMasks(table[self.id_map], len(chosen))

    def rescale(self, scale, interpolation='nearest'):
        """See `BitmapMasks.rescale`."""
        width, height = mmcv.rescale_size((self.width, self.height), scale)
        return self.resize((height, width), interpolation)

    def resize(self, out_shape, interpolation='nearest'):
        """See `BitmapMasks.resize`."""
        if interpolation != 'nearest':
            return self.to_bitmaps().resize(out_shape, interpolation)
        return self._with(cv2.resize(self.id_map, out_shape[::-1], interpolation=cv2.INTER_NEAREST))

    def flip(self, flip_direction='horizontal'):
        """See `BitmapMasks.flip`."""
        return self._with(mmcv.imflip(self.id_map, flip_direction))

    def pad(self, out_shape, pad_val=0):
        """See `BitmapMasks.pad`."""
        if pad_val != 0:
            return self.to_bitmaps().pad(out_shape, pad_val)
        return self._with(mmcv.impad(self.id_map, shape=out_shape, pad_val=0))

    def crop(self, bbox):
        """See `BitmapMasks.crop`."""
        x1, x2 = np.clip(bbox[0::2], 0, self.width)
        y1, y2 = np.clip(bbox[1::2], 0, self.height)
        return self._with(self.id_map[y1:max(y2, y1 + 1), x1:max(x2, x1 + 1)].copy())

    @property
    def areas(self):
        """Numbers of pixels, shape (N, )."""
        return np.bincount(self.id_map.ravel(), minlength=self.num_masks + 1)[1:]

    def get_bboxes(self, dst_type='hbox'):
        """Boxes that enclose the masks, right and bottom exclusive; zeros for an empty mask.

        Args:
            dst_type (str | type): A box type of mmdet.

        Returns:
            BaseBoxes: N boxes.
        """
        if get_box_type(dst_type)[1] is not HorizontalBoxes:
            return self.to_bitmaps().get_bboxes(dst_type)
        boxes = np.zeros((self.num_masks, 4), dtype=np.float32)
        boxes[:, [1, 3]] = self._extents(np.arange(self.height)[:, None], self.height)
        boxes[:, [0, 2]] = self._extents(np.arange(self.width)[None, :], self.width)
        return HorizontalBoxes(boxes)

    def _extents(self, positions, length):
        """First position and last position + 1 of each instance along an axis: (N, 2)."""
        occurs = np.zeros((self.num_masks + 1, length), dtype=bool)
        occurs[self.id_map, positions] = True
        occurs = occurs[1:]
        last = length - occurs[:, ::-1].argmax(1)
        return np.stack([occurs.argmax(1), last], axis=1) * occurs.any(1, keepdims=True)

    def to_bitmaps(self):
        """The same masks as plain `BitmapMasks`."""
        return BitmapMasks(self.masks, self.height, self.width)

    def to_tensor(self, dtype, device):
        """Bitmaps (N, H, W) as a tensor; only the id map is moved to the device."""
        id_map = torch.from_numpy(self.id_map.astype(np.int32)).to(device)
        numbers = torch.arange(1, self.num_masks + 1, device=device, dtype=torch.int32)
        return (id_map[None] == numbers[:, None, None]).to(dtype)

    @classmethod
    def cat(cls, masks):
        """Join sets of masks, which may overlap, into `BitmapMasks`."""
        return BitmapMasks.cat(masks)

    def _with(self, id_map):
        return IdMapMasks(id_map, self.num_masks)
