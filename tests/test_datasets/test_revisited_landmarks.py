"""Buildings to be retrieved: what is read, cropped and scored."""
import os
import pickle

import numpy as np
import pytest
import torch
from attentive_classifier import write_checkpoint
from frozen_models import VIT, dataloader, judged, write_pictures

from mmuvp.apis.runtime import build_runner, use_checkpoint
from mmuvp.datasets import RevisitedLandmarks
from mmuvp.datasets.transforms import CropToBox
from mmuvp.evaluation import RetrievalMAP

TRUTH = dict(bbx=[2.4, 0.0, 14.0, 9.6], easy=np.array([0, 3]), hard=[1], junk=[])


def write(path, **change):
    content = dict(imlist=[f'1/{number}' for number in range(5)], qimlist=['0/0', '2/1'],
                   gnd=[TRUTH, dict(TRUTH, easy=[], hard=[], junk=[4])], **change)
    path.write_bytes(pickle.dumps(content, protocol=2))
    return str(path)


def test_database_and_queries(tmp_path):
    path = write(tmp_path / 'gnd.pkl')
    database = RevisitedLandmarks(path, data_root='', data_prefix=str(tmp_path))
    assert len(database) == 5
    assert database.get_data_info(3)['img_path'] == str(tmp_path / '1/3.jpg')
    assert database.get_data_info(3)['gt_label'] == 3
    query = RevisitedLandmarks(path, queries=True, data_root='', data_prefix=str(tmp_path)).get_data_info(0)
    assert (query['box'], query['easy'], query['junk']) == ([2.4, 0, 14, 9.6], [0, 3], [])


class Hostile:
    def __reduce__(self):
        return os.getcwd, ()


@pytest.mark.parametrize(('content', 'message'), [
    (pickle.dumps(Hostile()), r'holds more than plain data, or is cut off: .*GLOBAL (posix|nt)\.getcwd'),
    (b'not a pickle', 'holds more than plain data, or is cut off'),
    (pickle.dumps([1]), 'must hold imlist, qimlist and gnd'),
    (pickle.dumps(dict(imlist=[], qimlist=['a'], gnd=[dict(bbx=[0] * 4, easy=[])])), 'query a has no hard and no junk'),
])
def test_files_that_do_not_fit(tmp_path, content, message):
    (tmp_path / 'gnd.pkl').write_bytes(content)
    with pytest.raises(ValueError, match=message):
        RevisitedLandmarks(str(tmp_path / 'gnd.pkl'), queries=True)


def test_missing_file():
    with pytest.raises(FileNotFoundError, match='none.pkl does not exist'):
        RevisitedLandmarks('none.pkl')


def test_crop():
    image = np.arange(60).reshape(6, 10)
    result = CropToBox()(dict(img=image, box=[1.6, -3, 5, 4.2]))
    np.testing.assert_array_equal(result['img'], image[0:4, 2:5])
    assert result['img_shape'] == (4, 3)
    assert CropToBox()(dict(img=image))['img'] is image
    with pytest.raises(ValueError, match='a.jpg: the box .* holds no pixel'):
        CropToBox()(dict(img=image, img_path='a.jpg', box=[10, 0, 20, 6]))


def literal_average_precision(ranking, wanted, ignored):
    """Area under the curve of precision over recall, by one step after another."""
    area, found, seen, precision = 0, 0, 0, 1
    for image in ranking:
        if image in ignored:
            continue
        seen += 1
        found += image in wanted
        if image in wanted:
            area += (precision + found / seen) / 2 / len(wanted)
        precision = found / seen
    return area


def test_average_precision():
    database, queries = torch.randn(30, 6), torch.randn(4, 6)
    metric = RetrievalMAP()
    metric.fit(database, torch.arange(30))
    lists = [dict(easy=[1, 5, 9], hard=[2, 20], junk=[3, 4, 29]), dict(easy=[7], hard=[], junk=[]),
             dict(easy=[0], hard=[6, 8, 10], junk=[11]), dict(easy=[], hard=[], junk=[1])]
    for query, sample in zip(queries, lists, strict=True):
        metric.process(None, [dict(sample, features=query, gt_label=torch.tensor([0]))])
    scores = metric.evaluate(4)
    rankings = [sorted(range(30), key=lambda i, q=q: -torch.cosine_similarity(database[i], q, dim=0)) for q in queries]
    medium = [literal_average_precision(ranking, sample['easy'] + sample['hard'], sample['junk'])
              for ranking, sample in list(zip(rankings, lists, strict=True))[:3]]
    hard = [literal_average_precision(rankings[i], lists[i]['hard'], lists[i]['easy'] + lists[i]['junk'])
            for i in (0, 2)]
    assert scores == pytest.approx({'map/medium': 100 * np.mean(medium), 'map/hard': 100 * np.mean(hard)})


def test_perfect_ranking():
    metric = RetrievalMAP()
    metric.fit(torch.eye(4), torch.arange(4))
    sample = dict(features=torch.tensor([1., .9, .1, 0]), gt_label=torch.tensor([0]), easy=[0], hard=[1], junk=[])
    metric.process(None, [sample])
    assert metric.evaluate(1) == {'map/medium': 100, 'map/hard': 100}


def test_what_is_not_told():
    with pytest.raises(ValueError, match='meta_keys of PackInputs contain easy, hard and junk'):
        RetrievalMAP().process(None, [dict(features=torch.ones(2))])
    metric = RetrievalMAP()
    metric.fit(torch.eye(2), torch.arange(2))
    metric.process(None, [dict(features=torch.ones(2), gt_label=torch.tensor([0]), easy=[1], hard=[], junk=[])])
    with pytest.raises(ValueError, match='no query has anything to be found in one of the settings'):
        metric.evaluate(1)


def test_under_the_runner(tmp_path):
    write_pictures(tmp_path / 'jpg', 5)
    for picture in (tmp_path / 'jpg').rglob('*.png'):
        picture.rename(picture.with_suffix('.jpg'))
    cfg = judged(tmp_path, dict(type='mmuvp.RetrievalMAP'), dict(VIT, out_type='cls_token'),
                 features=dict(scales=(1, 0.5)), reference_dataloader=dataloader(tmp_path, 1))
    path = write(tmp_path / 'gnd.pkl')
    data = dict(type='mmuvp.RevisitedLandmarks', ann_file=path, data_root='', data_prefix=str(tmp_path / 'jpg'))
    load = dict(type='LoadImageFromFile')
    cfg.test_cfg.reference_dataloader.dataset = dict(data, pipeline=[load, dict(type='PackInputs')])
    cfg.test_dataloader.batch_size = 1
    cfg.test_dataloader.dataset = dict(data, queries=True, pipeline=[
        load, dict(type='mmuvp.CropToBox'), dict(type='PackInputs', meta_keys=('easy', 'hard', 'junk'))])
    use_checkpoint(cfg, write_checkpoint(cfg, tmp_path / 'weights.pth'))
    scores = build_runner(cfg).test()
    assert 0 < scores['map/medium'] <= 100
