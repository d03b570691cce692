"""What a COCO panoptic json says, by image."""
import json


class PanopticIndex:
    """A COCO panoptic json file, checked.

    It answers the questions that mmdet's COCO data sets ask of their `COCOAPI`. Other than the stock class it takes
    PNG names from the annotations (those of Cityscapes differ from the names of the images), orders categories by
    the names asked for, and keeps segments apart by image, so that data sets whose images reuse ids load in linear
    time.

    Args:
        annotation_file (str): Path of the json file.

    Raises:
        FileNotFoundError: If the file is missing.
        ValueError: If it is no panoptic json, or a segment is of a category that the file does not define.

    Attributes:
        imgs (dict): Entries of `images` by image id, with `segm_file`, the name of the panoptic PNG.
        cats (dict): Entries of `categories` by category id.
        segments (dict[Any, list[dict]]): `segments_info` by image id; no entry where an image has no annotation.
    """

    def __init__(self, annotation_file):
        self.annotation_file = annotation_file
        content = self._read()
        self.cats = {category['id']: category for category in content['categories']}
        self.imgs = {image['id']: image for image in content['images']}
        self.segments = {}
        self.cat_img_map = {category_id: [] for category_id in self.cats}
        for annotation in content.get('annotations', []):
            self._add(annotation)
        for image in self.imgs.values():
            image.setdefault('segm_file', image['file_name'].rsplit('.', 1)[0] + '.png')

    def _read(self):
        with open(self.annotation_file) as file:
            try:
                content = json.load(file)
            except ValueError as error:
                raise ValueError(f'{self.annotation_file} is no json file: {error}') from error
        missing = {'images', 'categories'} - set(content)
        if missing:
            raise ValueError(f'{self.annotation_file} is no COCO panoptic json: it lacks {sorted(missing)}')
        return content

    def _add(self, annotation):
        image_id = annotation['image_id']
        if image_id not in self.imgs:
            raise ValueError(f'{self.annotation_file}: an annotation is for image {image_id!r}, which is not listed')
        if 'segments_info' not in annotation:
            raise ValueError(
                f'{self.annotation_file} is no COCO panoptic json: the annotation of image {image_id!r} lacks '
                '`segments_info`')
        self.imgs[image_id]['segm_file'] = annotation['file_name']
        for segment in annotation['segments_info']:
            if segment['category_id'] not in self.cats:
                raise ValueError(
                    f'{self.annotation_file}: segment {segment["id"]} of image {image_id!r} is of category '
                    f'{segment["category_id"]}, which `categories` does not list')
            segment['image_id'] = image_id
            self.cat_img_map[segment['category_id']].append(image_id)
        self.segments[image_id] = annotation['segments_info']

    def get_cat_ids(self, cat_names):
        """Category ids of class names, in the order of the names.

        Raises:
            ValueError: If the file has no category of such a name.
        """
        by_name = {category['name'].strip(): category_id for category_id, category in self.cats.items()}
        missing = [name for name in cat_names if name not in by_name]
        if missing:
            raise ValueError(
                f'{self.annotation_file} has no categories named {missing}; it has {sorted(by_name)}')
        return [by_name[name] for name in cat_names]

    def get_img_ids(self):
        """Ids of all images, in the order of the file."""
        return list(self.imgs)

    def get_ann_ids(self, img_ids):
        """Keys of the segments of some images: pairs of image id and place."""
        return [(image_id, place) for image_id in img_ids for place in range(len(self.segments.get(image_id, ())))]

    def load_imgs(self, ids):
        """Entries of images."""
        return [self.imgs[image_id] for image_id in ids]

    def load_anns(self, ids):
        """Segments by the keys of :meth:`get_ann_ids`."""
        return [self.segments[image_id][place] for image_id, place in ids]

    def load_cats(self, ids):
        """The entry of one category, in a list."""
        return [self.cats[ids]]
