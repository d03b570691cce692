import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from literal_pq import literal_scores
from mmdet.datasets import CocoPanopticDataset
from mmengine.structures import PixelData

from mmuvp.evaluation import panoptic_quality
from mmuvp.registry import METRICS

SAMPLE = Path(__file__).parents[3] / 'shared/data/coco_panoptic_sample'
CATEGORIES = [dict(id=7, name='tree', isthing=0), dict(id=3, name='cat', isthing=1)]
META = dict(classes=('cat', 'tree'), thing_classes=('cat', ))


def _sample(codes, image_id, img_path='street.jpg'):
    """What a test loop hands to metrics, from a map of label + 1000 * instance."""
    pixels = PixelData(sem_seg=torch.from_numpy(np.asarray(codes, dtype=np.int32))[None])
    return dict(pred_panoptic_seg=pixels.to_dict(), img_id=image_id, img_path=img_path)


def _read_ids(path):
    return cv2.imread(str(path))[..., ::-1].astype(np.int64) @ [1, 256, 65536]


def _write_truth(root, ids, segments, images=1):
    (root / 'segments').mkdir()
    listed, annotations = [], []
    for image_id in range(images):
        name = f'street_{image_id}_panoptic.png'
        colours = np.stack([ids // 65536, ids // 256 % 256, ids % 256], axis=-1).astype(np.uint8)
        cv2.imwrite(str(root / 'segments' / name), colours)
        listed.append(dict(id=image_id, file_name=f'street_{image_id}.jpg', height=ids.shape[0], width=ids.shape[1]))
        annotations.append(dict(image_id=image_id, file_name=name, segments_info=segments))
    (root / 'truth.json').write_text(
        json.dumps(dict(images=listed, categories=CATEGORIES, annotations=annotations)))
    return dict(type='mmuvp.PanopticQuality', ann_file=str(root / 'truth.json'), seg_prefix=str(root / 'segments'))


@pytest.fixture
def street(tmp_path):
    """Config of the metric, whose truth is two cats (ids 300 and 70000) and a tree (5) of 12 pixels each."""
    ids = np.repeat([300, 70000, 5, 0], 12).reshape(4, 12)
    segments = [dict(id=segment_id, category_id=category_id, iscrowd=0, area=12, bbox=[0, 0, 1, 1])
                for segment_id, category_id in ((300, 3), (70000, 3), (5, 7))]
    return _write_truth(tmp_path, ids, segments)


def _build(config, meta=META, **kwargs):
    metric = METRICS.build(dict(config, **kwargs))
    metric.dataset_meta = meta
    return metric


def test_scores_of_all_things_stuff_and_classes(street):
    codes = np.repeat([1000, 2000, 1, 2], 12).reshape(4, 12)
    codes[1, 9:] = 2
    codes[2, :4] = 1000
    metric = _build(street, classwise=True, with_miou=True)
    metric.process({}, [_sample(codes, 0)])
    found = metric.evaluate(1)
    # The first cat spills 4 pixels: 12 / 16; the second misses 3: 9 / 12; the tree misses 4: 8 / 12.
    cat, tree = 100 * (12 / 16 + 9 / 12) / 2, 100 * 8 / 12
    expected = dict(
        PQ=(cat + tree) / 2, SQ=(cat + tree) / 2, RQ=100, PQ_th=cat, SQ_th=cat, RQ_th=100, PQ_st=tree, SQ_st=tree,
        RQ_st=100, cat_PQ=cat, cat_SQ=cat, cat_RQ=100, tree_PQ=tree, tree_SQ=tree, tree_RQ=100,
        mIoU=100 * (21 / 28 + 8 / 12) / 2)
    assert found == {f'pq/{key}': pytest.approx(value, abs=1e-12) for key, value in expected.items()}


def test_the_table_names_the_classes(street, monkeypatch):
    lines = []
    monkeypatch.setattr(panoptic_quality, 'print_log', lambda text, logger: lines.append(text))
    metric = _build(street, classwise=True)
    metric.process({}, [_sample(np.zeros((4, 12)), 0)])
    metric.evaluate(1)
    assert all(word in lines[0] for word in ('PQ', 'SQ', 'RQ', 'things', 'stuff', 'cat', 'tree'))


def _perturbed(ids, segments, categories, rng):
    """Codes that partly repeat the truth: shifted, with segments lost, relabelled, split and invented."""
    codes = np.full(ids.shape, len(categories))
    for place, segment in enumerate(segments, 1):
        chance = rng.rand()
        label = categories.index(segment['category_id'])
        if chance < 0.15:
            label = rng.randint(len(categories))
        mask = ids == segment['id']
        if 0.15 < chance < 0.25:
            mask &= rng.rand(*ids.shape) < 0.4
        if chance < 0.9:
            codes[mask] = label + 1000 * place
    codes = np.roll(codes, rng.randint(0, 9, 2), axis=(0, 1))
    top, left = rng.randint(0, 300, 2)
    codes[top:top + 60, left:left + 90] = 1000 * 500 + rng.randint(len(categories))
    return codes


def _as_protocol(codes, categories):
    """Ids and segments of a prediction as a COCO file would have them; void is 0."""
    codes = np.where(codes % 1000 < len(categories), codes + 10**6, 0)
    return codes, [dict(id=code, category_id=categories[code % 1000]) for code in np.unique(codes).tolist() if code]


@pytest.mark.skipif(not SAMPLE.exists(), reason=f'{SAMPLE} is not here')
def test_it_equals_the_protocol_on_coco_photographs():
    path = SAMPLE / 'annotations/panoptic_val2017.json'
    content = json.loads(path.read_text())
    meta = CocoPanopticDataset.METAINFO
    by_name = {category['name']: category['id'] for category in content['categories']}
    categories = [by_name[name] for name in meta['classes']]
    things = {category['id'] for category in content['categories'] if category['isthing']}
    config = dict(type='mmuvp.PanopticQuality', ann_file=str(path), seg_prefix=str(path.with_suffix('')))
    metric, images, rng = _build(config, meta), [], np.random.RandomState(0)
    for annotation in content['annotations']:
        ids = _read_ids(path.with_suffix('') / annotation['file_name'])
        codes = _perturbed(ids, annotation['segments_info'], categories, rng)
        metric.process({}, [_sample(codes, annotation['image_id'])])
        images.append((ids, annotation['segments_info'], *_as_protocol(codes, categories)))
    found = metric.evaluate(2)
    for suffix, group in (('', categories), ('_th', things), ('_st', set(categories) - things)):
        expected, _ = literal_scores(images, group)
        values = [found[f'pq/{key}{suffix}'] for key in ('PQ', 'SQ', 'RQ')]
        np.testing.assert_allclose(values, 100 * expected, rtol=0, atol=1e-12)
    assert 5 < found['pq/PQ'] < 95


@pytest.mark.skipif(not SAMPLE.exists(), reason=f'{SAMPLE} is not here')
def test_a_perfect_prediction_of_coco_photographs_scores_100():
    path = SAMPLE / 'annotations/panoptic_val2017.json'
    content = json.loads(path.read_text())
    metric = _build(dict(type='mmuvp.PanopticQuality', ann_file=str(path), seg_prefix=str(path.with_suffix(''))),
                    CocoPanopticDataset.METAINFO)
    for annotation in content['annotations']:
        ids, codes = _read_ids(path.with_suffix('') / annotation['file_name']), None
        codes = np.full(ids.shape, 133)
        for place, segment in enumerate(annotation['segments_info'], 1):
            codes[ids == segment['id']] = metric.category_ids.index(segment['category_id']) + 1000 * place
        metric.process({}, [_sample(codes, annotation['image_id'])])
    assert set(metric.evaluate(2).values()) == {100.}


def test_two_processes_give_what_one_gives(tmp_path):
    ids = np.repeat([300, 5], 24).reshape(4, 12)
    segments = [dict(id=300, category_id=3, iscrowd=0, area=24, bbox=[0, 0, 1, 1]),
                dict(id=5, category_id=7, iscrowd=0, area=24, bbox=[0, 0, 1, 1])]
    config = _write_truth(tmp_path, ids, segments, images=4)
    rng = np.random.RandomState(0)
    samples = [_sample(_perturbed(ids, segments, [3, 7], rng), image_id) for image_id in range(4)]
    alone, ranks = _build(config), [_build(config), _build(config)]
    alone.process({}, samples)
    for place, sample in enumerate(samples):
        ranks[place % 2].process({}, [sample])
    collected = [result for pair in zip(*(rank.results for rank in ranks), strict=True) for result in pair]
    assert ranks[0].compute_metrics(collected) == alone.compute_metrics(alone.results)


def test_what_is_kept_of_an_image_does_not_grow_with_its_size(tmp_path):
    ids = np.repeat([300, 5], 10**5).reshape(400, 500)
    segments = [dict(id=300, category_id=3, iscrowd=0, area=10**5, bbox=[0, 0, 1, 1]),
                dict(id=5, category_id=7, iscrowd=0, area=10**5, bbox=[0, 0, 1, 1])]
    metric = _build(_write_truth(tmp_path, ids, segments))
    metric.process({}, [_sample(np.zeros((400, 500)), 0)])
    labels, values = metric.results[0]['statistics']
    assert labels.nbytes + values.nbytes < 200


def test_predictions_are_written_for_a_test_server(tmp_path, street):
    prefix = str(tmp_path / 'out/test-dev')
    codes = np.repeat([0, 1000, 1, 2], 12).reshape(4, 12)
    metric = _build(street, format_only=True, outfile_prefix=prefix, seg_prefix=None)
    metric.process({}, [_sample(codes, 0, 'images/street_0.jpg')])
    assert metric.evaluate(1) == {}
    content = json.loads(Path(f'{prefix}.panoptic.json').read_text())
    entry, = content['annotations']
    assert (entry['image_id'], entry['file_name']) == (0, 'street_0.png')
    ids = _read_ids(Path(f'{prefix}.panoptic/street_0.png'))
    assert set(ids[codes == 2]) == {0}
    for segment, (code, category_id) in zip(entry['segments_info'], ((0, 3), (1, 7), (1000, 3)), strict=True):
        assert segment == dict(id=segment['id'], category_id=category_id, area=12)
        assert np.array_equal(ids == segment['id'], codes == code)
        assert segment['id'] > 0


def test_predictions_can_be_written_and_scored_at_once(tmp_path, street):
    metric = _build(street, outfile_prefix=str(tmp_path / 'both'))
    metric.process({}, [_sample(np.repeat([1000, 2000, 1, 2], 12).reshape(4, 12), 0)])
    assert metric.evaluate(1)['pq/PQ'] == 100
    assert (tmp_path / 'both.panoptic.json').exists()


def test_classes_without_truth_do_not_count(tmp_path):
    ids = np.full((4, 4), 300)
    config = _write_truth(tmp_path, ids, [dict(id=300, category_id=3, iscrowd=0, area=16, bbox=[0, 0, 1, 1])])
    metric = _build(config)
    metric.process({}, [_sample(np.zeros((4, 4)), 0)])
    found = metric.evaluate(1)
    assert found['pq/PQ'] == found['pq/PQ_th'] == 100
    assert np.isnan(found['pq/PQ_st'])


def test_an_image_with_no_segment_scores_nothing(tmp_path):
    metric = _build(_write_truth(tmp_path, np.zeros((4, 4), np.int64), []))
    metric.process({}, [_sample(np.zeros((4, 4)), 0)])
    assert all(np.isnan(value) for value in metric.evaluate(1).values())


@pytest.mark.parametrize(('change', 'message'), [
    (dict(seg_prefix=None), 'needs seg_prefix'),
    (dict(format_only=True), 'needs an outfile_prefix'),
])
def test_contradicting_arguments_are_named(street, change, message):
    with pytest.raises(ValueError, match=message):
        _build(street, **change)


def test_a_prediction_of_another_size_is_named(street):
    with pytest.raises(ValueError, match=r'image 0 measures \(4, 11\).*\(4, 12\)'):
        _build(street).process({}, [_sample(np.zeros((4, 11)), 0)])


def test_a_prediction_out_of_range_is_named(street):
    with pytest.raises(ValueError, match=r'lies in -1\.\.-1'):
        _build(street).process({}, [_sample(np.full((4, 12), -1), 0)])


def test_an_unknown_image_is_named(street):
    with pytest.raises(ValueError, match=r"truth\.json lists no image 'moon'"):
        _build(street).process({}, [_sample(np.zeros((4, 12)), 'moon')])


def test_a_class_that_the_truth_lacks_is_named(street):
    with pytest.raises(ValueError, match=r"no categories named \['moon'\]"):
        _build(street, dict(classes=('cat', 'moon'))).process({}, [_sample(np.zeros((4, 12)), 0)])


def test_a_category_that_the_data_set_lacks_is_named(street):
    with pytest.raises(ValueError, match=r"segment 5 of image 0 is of category 7 \('tree'\)"):
        _build(street, dict(classes=('cat', ))).process({}, [_sample(np.zeros((4, 12)), 0)])


def test_a_missing_png_is_named(tmp_path, street):
    (tmp_path / 'segments/street_0_panoptic.png').unlink()
    with pytest.raises(FileNotFoundError, match=r'street_0_panoptic\.png is missing'):
        _build(street).process({}, [_sample(np.zeros((4, 12)), 0)])


def test_ids_that_do_not_agree_are_named(tmp_path):
    config = _write_truth(tmp_path, np.full((4, 4), 300), [])
    with pytest.raises(ValueError, match=r'street_0_panoptic\.png.*300 occur in the PNG but not in the json'):
        _build(config).process({}, [_sample(np.zeros((4, 4)), 0)])
