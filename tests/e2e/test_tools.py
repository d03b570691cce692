import json
import pickle

import cv2
import numpy as np
import pytest
import torch

import mmuvp


@pytest.fixture
def checkpoint(tiny_config, tmp_path):
    path = tmp_path / 'tiny.pth'
    torch.save({'state_dict': mmuvp.get_model(tiny_config).state_dict(), 'meta': {'epoch': 1}}, path)
    return path


def test_test_writes_predictions_scores_and_pictures(call_tool, tiny_config, checkpoint, tmp_path):
    out, pictures = tmp_path / 'out' / 'predictions.pkl', tmp_path / 'pictures'
    out.parent.mkdir()
    assert call_tool('test.py', tiny_config, checkpoint, '--work-dir', tmp_path, '--out', out, '--show-dir',
                     pictures) is None
    predictions = pickle.loads(out.read_bytes())
    assert len(predictions) == 21
    assert 'gt_label' not in predictions[0]
    hits = sum(sample['pred_label'].item() == int(sample['img_path'].split('/')[-2]) for sample in predictions)
    assert json.loads(out.with_suffix('.json').read_text())['accuracy/top1'] == pytest.approx(100 * hits / 21)
    assert len(list(pictures.glob('*.png'))) == 21


def test_tta_runs_the_pipeline_of_the_config(call_tool, tiny_config, checkpoint, tmp_path):
    config = tmp_path / 'tta.py'
    config.write_text(f'''_base_ = {str(tiny_config)!r}
tta_model = dict(type='mmpretrain.AverageClsScoreTTA')
tta_pipeline = [
    dict(type='LoadImageFromFile'), dict(type='Resize', scale=16),
    dict(type='TestTimeAug', transforms=[
        [dict(type='RandomFlip', prob=1.), dict(type='RandomFlip', prob=0.)], [dict(type='PackInputs')]])]
''')
    out = tmp_path / 'tta.pkl'
    assert call_tool('test.py', config, checkpoint, '--work-dir', tmp_path, '--tta', '--out', out) is None
    assert len(pickle.loads(out.read_bytes())) == 21


def test_publish_model_drops_all_but_weights_and_meta(call_tool, tiny_config, checkpoint, tmp_path, capsys):
    arguments = tiny_config, checkpoint, tmp_path / 'public.pth'
    assert call_tool('model_converters/publish_model.py', *arguments) is None
    path, = tmp_path.glob('public-????????.pth')
    assert str(path) in capsys.readouterr().out
    content = torch.load(path, weights_only=True)
    assert set(content) == {'meta', 'state_dict'}
    assert content['meta']['epoch'] == 1


def test_get_flops_and_browse_dataset(call_tool, tiny_config, tmp_path, capsys):
    assert call_tool('analysis_tools/get_flops.py', tiny_config) is None
    assert 'one image of 16 x 16' in capsys.readouterr().out
    pictures = tmp_path / 'pictures'
    assert call_tool('analysis_tools/browse_dataset.py', tiny_config, '-n', 2, '--output-dir', pictures) is None
    assert len(list(pictures.glob('*.png'))) == 2


# image, prediction and truth of 64 x 64 pixels, enlarged
THREE_PANELS = 3 * 512 + 2 * 4


def test_show_dir_of_a_panoptic_config(call_tool, scenes_options, tmp_path):
    checkpoint = tmp_path / 'random.pth'
    torch.save({'state_dict': mmuvp.get_model('kmax_r18_scenes').state_dict()}, checkpoint)
    assert call_tool('test.py', 'kmax_r18_scenes', checkpoint, '--work-dir', tmp_path / 'work', '--show-dir',
                     tmp_path / 'pictures', *scenes_options(1, 2)) is None
    widths = [cv2.imread(str(path)).shape[1] for path in (tmp_path / 'pictures').iterdir()]
    assert widths == [THREE_PANELS] * 2


def test_browse_dataset_of_a_panoptic_config(call_tool, scenes_options, tmp_path):
    assert call_tool('analysis_tools/browse_dataset.py', 'kmax_r18_scenes', '-n', 2, '--output-dir',
                     tmp_path / 'pictures', *scenes_options(2, 1)) is None
    # the padded image and its truth, of 129 x 129 pixels
    widths = [cv2.imread(str(path)).shape[1] for path in (tmp_path / 'pictures').iterdir()]
    assert widths == [2 * 516 + 4] * 2


def test_benchmark_compares_with_eager_fp32_alone(call_tool, tmp_path):
    def ratios(*dtypes):
        out = tmp_path / 'benchmark.json'
        assert call_tool('analysis_tools/benchmark.py', 'kmax_r18_scenes', '--sizes', 65, '--tasks', 'inference',
                         '--repeats', 1, '--modes', 'eager', '--out', out, '--dtypes', *dtypes) is None
        return {(row['task'], row['dtype']): row['ratio'] for row in json.loads(out.read_text())}

    assert ratios('bf16') == {('network', 'bf16'): None, ('post-processing', 'bf16'): None}
    both = ratios('bf16', 'fp32')
    assert both['network', 'fp32'] == both['post-processing', 'fp32'] == 1
    assert both['network', 'bf16'] > 0


def test_convert_writes_a_checkpoint(call_tool, tmp_path, monkeypatch):
    monkeypatch.setattr('mmuvp.checkpoints.kmax.convert', lambda weights: {'ours': weights['theirs'] + 1})
    source, target = tmp_path / 'theirs.pkl', tmp_path / 'new' / 'ours.pth'
    source.write_bytes(pickle.dumps({'model': {'theirs': np.ones(2, np.float32)}}))
    assert call_tool('model_converters/convert.py', 'kmax', source, target) is None
    assert mmuvp.checkpoints.load(target)['state_dict']['ours'].tolist() == [2, 2]


def test_convert_gives_a_family_its_options(call_tool, tmp_path):
    source = tmp_path / 'theirs.pth'
    torch.save({'state_dict': {'base_layer.0.weight': torch.zeros(1)}}, source)
    arguments = ('model_converters/convert.py', 'elastic', source, tmp_path / 'ours.pth', '--options')
    # with the option it gets as far as the entries that are missing here
    assert "the checkpoint lacks 'head.fc.weight'" in call_tool(*arguments, 'elastic=True')
    assert "unexpected keyword argument 'scale'" in call_tool(*arguments, 'scale=2')


def test_convert_names_the_file_that_is_of_another_family(call_tool, tmp_path):
    source = tmp_path / 'other.pth'
    torch.save({'state_dict': {'fc.weight': torch.zeros(1)}}, source)
    message = call_tool('model_converters/convert.py', 'kmax', source, tmp_path / 'ours.pth')
    assert message.startswith(f'mmuvp: error: {source}: ')
    assert 'not a published kMaX-DeepLab checkpoint' in message
