import cv2
import numpy as np
import pytest
import torch

import mmuvp


@pytest.fixture
def checkpoint(tmp_path):
    path = tmp_path / 'small.pth'
    torch.save({'state_dict': mmuvp.get_model('psvit_small_cifar10').state_dict()}, path)
    return path


@pytest.fixture
def image(tmp_path):
    cv2.imwrite(str(tmp_path / 'image.png'), np.full((32, 48, 3), 90, np.uint8))
    return tmp_path / 'image.png'


def test_picture_of_two_iterations(call_tool, checkpoint, image, tmp_path, capsys):
    out = tmp_path / 'pictures' / 'sampling.png'
    tool = 'analysis_tools/draw_sampling.py'
    assert call_tool(tool, 'psvit_small_cifar10', checkpoint, image, '--out', out) is None
    assert capsys.readouterr().out.splitlines()[-1] == str(out)
    height, width, _ = cv2.imread(str(out)).shape
    assert width > 2 * 32 * (height // 40)


def test_errors_are_one_line(call_tool, checkpoint, image, tmp_path):
    tool, out = 'analysis_tools/draw_sampling.py', ('--out', tmp_path / 'sampling.png')
    assert 'the picture would overwrite' in call_tool(tool, 'psvit_small_cifar10', checkpoint, image, '--out', image)
    assert 'does not exist' in call_tool(tool, 'psvit_small_cifar10', checkpoint, tmp_path / 'none.png', *out)
    assert 'is of another model' in call_tool(tool, 'vit_small_cifar10', checkpoint, image, *out)
    assert not (tmp_path / 'sampling.png').exists()
