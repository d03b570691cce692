"""TransMix's evaluations, with small networks, on made-up files where each config looks for its data."""
import numpy as np
import pytest
from PIL import Image

from mmuvp.datasets.imagenet_wnids import IMAGENET_A_WNIDS, IMAGENET_WNIDS

XML = ('<annotation><object><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>40</xmax><ymax>30</ymax></bndbox></object>'
       '</annotation>')


def write_picture(path, size=(30, 40)):
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.random.default_rng(len(str(path))).integers(0, 256, (*size, 3), dtype=np.uint8)
    Image.fromarray(values).save(path)


def write_imagenet(root, wnids):
    for wnid in wnids:
        write_picture(root / f'imagenet/val/{wnid}/{wnid}.JPEG')
        (root / f'imagenet/Annotations/CLS-LOC/val/{wnid}.xml').parent.mkdir(parents=True, exist_ok=True)
        (root / f'imagenet/Annotations/CLS-LOC/val/{wnid}.xml').write_text(XML)
    (root / 'imagenet/meta').mkdir()
    lines = [f'{wnid}/{wnid}.JPEG {IMAGENET_WNIDS.index(wnid)}\n' for wnid in wnids]
    (root / 'imagenet/meta/val.txt').write_text(''.join(lines))


def write_voc(root):
    root = root / 'VOCdevkit/VOC2012'
    for name in 'ab':
        write_picture(root / f'JPEGImages/{name}.jpg')
        labels = np.zeros((30, 40), np.uint8)
        labels[5:20, 10:30], labels[20:] = 15, 255
        (root / 'SegmentationClass').mkdir(exist_ok=True)
        Image.fromarray(labels).convert('P').save(root / f'SegmentationClass/{name}.png')
    (root / 'ImageSets/Segmentation').mkdir(parents=True)
    (root / 'ImageSets/Segmentation/val.txt').write_text('a\nb\n')


def test_imagenet_a(evaluate, tmp_path):
    for wnid in IMAGENET_A_WNIDS:
        write_picture(tmp_path / f'imagenet-a/{wnid}/1.jpg')
    scores = evaluate('transmix_deit-small_in1k_imagenet-a')
    assert set(scores) == {f'reliability/{key}' for key in ('top1', 'calibration_error', 'aurra')}
    assert all(0 <= score <= 100 for score in scores.values())


def test_imagenet_o(evaluate, tmp_path):
    write_imagenet(tmp_path, IMAGENET_WNIDS[:6])
    for wnid in IMAGENET_WNIDS[2:4]:
        write_picture(tmp_path / f'imagenet-o/{wnid}/1.jpg')
    assert 0 < evaluate('transmix_deit-small_in1k_imagenet-o')['out_of_distribution/aupr'] <= 100


def test_jaccard_on_voc(evaluate, tmp_path):
    write_voc(tmp_path)
    # of 20 x 40 pixels that count, 15 x 20 are foreground
    assert 0 < evaluate('transmix_deit-small_in1k_voc12-jaccard')['attention/jaccard'] < 50


def test_boxes_of_imagenet(evaluate, tmp_path):
    write_imagenet(tmp_path, IMAGENET_WNIDS[:3])
    # that of attention covers nearly all of an image, as the true one does
    assert evaluate('transmix_deit-small_in1k_boxes')['attention/box_iou'] > 80


@pytest.mark.parametrize('kind', ['occlusion-random', 'occlusion-salient', 'occlusion-non-salient', 'shuffle'])
def test_corruptions_on_imagenet(kind, evaluate, tmp_path):
    write_imagenet(tmp_path, IMAGENET_WNIDS[:3])
    assert 0 <= evaluate(f'transmix_deit-small_in1k_{kind}')['accuracy/top1'] <= 100
