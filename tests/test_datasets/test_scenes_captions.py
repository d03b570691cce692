import json
from pathlib import Path

import numpy as np
import torch
from mmengine.dataset import Compose

from mmuvp.registry import DATASETS

SPEC = dict(num_train=4, num_val=2, width=64, height=64)
WORDS = dict(type='mmuvp.WordListTagger', words=['grass', 'wall', 'sky', 'disc', 'star'], modifiers=['red'])


def build(root, **kwargs):
    return DATASETS.build(dict(type='mmuvp.ScenesCaptions', data_root=str(root / 'scenes'), spec=SPEC, **kwargs))


def test_captions_and_expressions_are_those_of_the_picture(tmp_path):
    data = build(tmp_path, split='val')
    captions = json.loads((tmp_path / 'scenes/annotations/captions_val.json').read_text())['annotations']
    referring = json.loads((tmp_path / 'scenes/annotations/referring_val.json').read_text())['annotations']
    assert len(data) == 2
    for index, caption in enumerate(captions):
        sample = data[index]
        assert Path(sample['img_path']).is_file()
        assert int(Path(sample['img_path']).stem) == caption['image_id']
        assert sample['caption'] == caption['caption']
        assert sample['expressions'] == [sentence for item in referring if item['image_id'] == caption['image_id']
                                         for sentence in item['sentences']]
    assert any(data[index]['expressions'] for index in range(2))


def test_from_the_file_to_what_a_model_gets(tmp_path):
    data = build(tmp_path, split='train')
    pipeline = Compose([
        dict(type='LoadImageFromFile'), dict(type='mmuvp.DrawCaption'),
        dict(type='mmuvp.DrawNounPrompts', num_prompts=2, tagger=WORDS), dict(type='mmuvp.DrawExpressions'),
        dict(type='mmuvp.TokenizeCaption'), dict(type='mmpretrain.PackInputs', algorithm_keys=('text', ))])
    np.random.seed(3)
    first = [pipeline(data[index]) for index in range(4)]
    np.random.seed(3)
    for index, packed in enumerate(first):
        text = packed['data_samples'].text
        assert text.shape == (4, 77)
        assert text.dtype == torch.int64
        assert packed['inputs'].shape == (3, 64, 64)
        assert torch.equal(text, pipeline(data[index])['data_samples'].text)
