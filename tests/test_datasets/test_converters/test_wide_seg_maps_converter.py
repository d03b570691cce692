"""16-bit labels from what ADE20K in full and Pascal Context publish."""
import cv2
import numpy as np
import pytest
from scipy.io import savemat

from mmuvp.datasets.converters import convert_ade20k_maps, convert_context_maps


@pytest.fixture
def classes(tmp_path):
    path = tmp_path / 'classes.txt'
    path.write_text('2: bag\n300: wall\n7: cat\n')
    return path


def read(path):
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED).tolist()


def test_pascal_context(tmp_path, classes):
    savemat(tmp_path / '2008_000002.mat', dict(LabelMap=np.array([[2, 300, 7], [0, 459, 3]], np.uint16)))
    assert convert_context_maps(tmp_path, classes, tmp_path / 'out') == 1
    assert read(tmp_path / 'out/2008_000002.png') == [[0, 1, 2], [65535, 65535, 65535]]


def test_ade20k(tmp_path, classes):
    folder = tmp_path / 'validation/street'
    folder.mkdir(parents=True)
    picture = np.zeros((1, 4, 3), np.uint8)  # blue, green and red; 300 is 256 + 44
    picture[0, 0], picture[0, 1], picture[0, 2] = (9, 2, 3), (9, 44, 10), (9, 7, 0)
    cv2.imwrite(str(folder / 'ADE_val_1_seg.png'), picture)
    cv2.imwrite(str(folder / 'ADE_val_1_parts_1.png'), picture)
    assert convert_ade20k_maps(tmp_path / 'validation', classes, tmp_path / 'out') == 1
    assert read(tmp_path / 'out/street/ADE_val_1.png') == [[0, 1, 2, 65535]]


def test_bad_files(tmp_path, classes):
    with pytest.raises(FileNotFoundError, match='no maps'):
        convert_context_maps(tmp_path, classes, tmp_path / 'out')
    with pytest.raises(FileNotFoundError, match=r'none\.txt'):
        convert_context_maps(tmp_path, tmp_path / 'none.txt', tmp_path / 'out')
    (tmp_path / 'a.mat').write_bytes(b'no MATLAB file')
    with pytest.raises(ValueError, match=r'a\.mat is not a MATLAB file'):
        convert_context_maps(tmp_path, classes, tmp_path / 'out')
    savemat(tmp_path / 'a.mat', dict(Labels=np.zeros((2, 2))))
    with pytest.raises(ValueError, match=r'a\.mat has no map LabelMap'):
        convert_context_maps(tmp_path, classes, tmp_path / 'out')
    cv2.imwrite(str(tmp_path / 'a_seg.png'), np.zeros((2, 2), np.uint8))
    with pytest.raises(ValueError, match=r'a_seg\.png is not a picture in colour'):
        convert_ade20k_maps(tmp_path, classes, tmp_path / 'out')
    classes.write_text('2: bag\n2: wall\n')
    with pytest.raises(ValueError, match='one number to several'):
        convert_ade20k_maps(tmp_path, classes, tmp_path / 'out')
