"""Small files in the published forms of the data sets of referring segmentation."""
import json
import pickle

import cv2
import numpy as np
from PIL import Image
from pycocotools import mask as coco_mask

HEIGHT, WIDTH = 20, 30
NAME = 'COCO_train2014_000000000007.jpg'
# of the objects: a polygon, run lengths, compressed run lengths
BOXES = {11: (2, 3, 10, 8), 12: (15, 5, 28, 15), 13: (0, 16, 6, 20)}


def box_mask(number):
    left, top, right, bottom = BOXES[number]
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[top:bottom, left:right] = True
    return mask


def segmentation(number):
    left, top, right, bottom = BOXES[number]
    if number == 11:
        return [[left, top, right, top, right, bottom, left, bottom]]
    compressed = coco_mask.encode(np.asfortranarray(box_mask(number).astype(np.uint8)))
    if number == 12:
        values = box_mask(number).flatten(order='F')
        changes = np.flatnonzero(np.diff(values)) + 1
        return dict(size=[HEIGHT, WIDTH], counts=np.diff([0, *changes, values.size]).tolist())
    return dict(compressed, counts=compressed['counts'].decode())


def ref(ref_id, ann_id, split, *texts):
    sentences = [dict(raw=text, sent=text.lower(), tokens=text.lower().split(), sent_id=10 * ref_id + number)
                 for number, text in enumerate(texts)]
    return dict(ref_id=ref_id, ann_id=ann_id, image_id=7, split=split, category_id=1, file_name=NAME,
                sentences=sentences, sent_ids=[sentence['sent_id'] for sentence in sentences])


REFS = [
    ref(0, 11, 'train', 'left'), ref(1, 11, 'val', 'The "Red" one', 'red/pink box'), ref(2, 12, 'val', 'больший ящик'),
    ref(3, 11, 'val', 'another for the same'), ref(4, 13, 'testA', 'lowest')]
GREFS = [
    ref(0, [11, 12], 'val', 'both boxes', 'two of them'), ref(1, [-1], 'val', 'the horse'),
    ref(2, [13], 'val', 'lowest')]


def write_coco(root, refs=REFS, name='refs(unc).p', **instances):
    """Write `instances.json`, the expressions, and an image; return arguments of the data set."""
    root.mkdir(parents=True, exist_ok=True)
    content = dict(
        images=[dict(id=7, file_name=NAME, height=HEIGHT, width=WIDTH)], categories=[dict(id=1, name='box')],
        annotations=[dict(id=number, image_id=7, category_id=1, segmentation=segmentation(number)) for number in BOXES])
    (root / 'instances.json').write_text(json.dumps({**content, **instances}))
    path = root / name
    path.write_bytes(json.dumps(refs).encode() if name.endswith('.json') else pickle.dumps(refs, protocol=0))
    (root / 'train2014').mkdir(exist_ok=True)
    cv2.imwrite(str(root / 'train2014' / NAME), np.full((HEIGHT, WIDTH, 3), (10, 20, 200), np.uint8))
    return dict(data_root=str(root), ann_file='instances.json', split_file=name, data_prefix=dict(img_path='train2014'))


def davis_mask(step):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[4:12, 2 + step:10 + step] = 1
    mask[14:18, 20:28] = 2
    return mask


def write_davis(root, frames=3):
    """Write a video of two objects in the form of DAVIS 2017, with all four texts."""
    for folder in ('ImageSets/2017', 'JPEGImages/480p/boxes', 'Annotations/480p/boxes', 'davis_text_annotations'):
        (root / folder).mkdir(parents=True)
    (root / 'ImageSets/2017/val.txt').write_text('boxes\n')
    for step in range(frames):
        mask = davis_mask(step)
        cv2.imwrite(str(root / f'JPEGImages/480p/boxes/{step:05}.jpg'), 100 * mask)
        Image.fromarray(mask).save(root / f'Annotations/480p/boxes/{step:05}.png')
    for name in ('annot1', 'annot1_full_video', 'annot2', 'annot2_full_video'):
        text = f'cars 1 "not in the list"\nboxes 1 "a Moving box, {name}"\nboxes 2 “a box”\n'
        (root / f'davis_text_annotations/Davis17_{name}.txt').write_bytes(
            text.encode('cp1252' if name == 'annot2' else 'utf-8'))
    return dict(data_root=str(root))
