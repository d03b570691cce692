import json
import pickle

import numpy as np
import torch

from mmuvp.apis.dump import DumpPredictions, decode_panoptic, encode_panoptic, write_metrics


def test_panoptic_maps_survive_compression():
    segments = np.random.default_rng(0).integers(0, 1 << 24, (5, 7), dtype=np.int32)
    segments[0, 0] = 132 + 1000 * 128
    assert (decode_panoptic(encode_panoptic(segments)) == segments).all()


def test_predictions_are_plain_and_small(tmp_path):
    dump = DumpPredictions(out_file_path=str(tmp_path / 'out.pkl'))
    segments = torch.full((1, 200, 300), 1003, dtype=torch.int32)
    masks = torch.zeros(2, 200, 300, dtype=torch.bool)
    dump.process({}, [{
        'img_id': 1, 'gt_instances': {'labels': torch.zeros(1)}, 'gt_sem_seg': {}, 'pred_instances': {'masks': masks},
        'pred_panoptic_seg': {'sem_seg': segments, 'segments_info': [{'id': 1003}]},
        'pred_sem_seg': {'sem_seg': segments.long() % 1000}}])
    dump.evaluate(1)
    sample, = pickle.loads((tmp_path / 'out.pkl').read_bytes())
    assert set(sample) == {'img_id', 'pred_instances', 'pred_panoptic_seg', 'pred_sem_seg'}
    assert len(sample['pred_instances']['masks']) == 2
    assert (decode_panoptic(sample['pred_panoptic_seg']['png']) == 1003).all()
    assert (decode_panoptic(sample['pred_sem_seg']['png']) == 3).all()
    assert (tmp_path / 'out.pkl').stat().st_size < 4000


def test_metrics_are_json(tmp_path):
    write_metrics({'a': np.float32(0.5), 'b': torch.tensor(2), 'c': 1.0}, tmp_path / 'm.json')
    assert json.loads((tmp_path / 'm.json').read_text()) == {'a': 0.5, 'b': 2, 'c': 1.0}
