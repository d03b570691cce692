"""ImageNet with boxes on made-up files."""
import pytest

from mmuvp.datasets import ImageNetBoxes

OBJECT = ('<object><name>n01443537</name><bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax>'
          '</bndbox></object>')


@pytest.fixture
def root(tmp_path):
    """A folder with one image and its XML file of two boxes."""
    for folder in ('val', 'meta', 'boxes'):
        (tmp_path / folder).mkdir()
    (tmp_path / 'meta/val.txt').write_text('ILSVRC2012_val_00000001.JPEG 1\n')
    (tmp_path / 'boxes/ILSVRC2012_val_00000001.xml').write_text(
        f'<annotation>{OBJECT.format(111, 108, 441, 193)}{OBJECT.format(0, 0, 9.5, 7)}</annotation>')
    return tmp_path


def load(root):
    return ImageNetBoxes(box_prefix='boxes', data_root=str(root), split='val')


def test_boxes_come_with_the_image(root):
    info = load(root)[0]
    assert info['gt_label'] == 1
    assert info['instances'] == [dict(bbox=[111, 108, 441, 193]), dict(bbox=[0, 0, 9.5, 7])]


def test_missing_file(root):
    (root / 'boxes/ILSVRC2012_val_00000001.xml').unlink()
    with pytest.raises(FileNotFoundError, match='ILSVRC2012_val_00000001.xml does not exist'):
        load(root)


@pytest.mark.parametrize(('text', 'message'), [
    ('<annotation>', 'does not describe boxes'), ('<annotation></annotation>', 'has no box'),
    ('<annotation><object><bndbox><xmin>1</xmin></bndbox></object></annotation>', 'does not describe boxes'),
    (f'<annotation>{OBJECT.format(1, 2, "a", 4)}</annotation>', 'does not describe boxes')])
def test_bad_file(root, text, message):
    (root / 'boxes/ILSVRC2012_val_00000001.xml').write_text(text)
    with pytest.raises(ValueError, match=f'00000001.xml {message}'):
        load(root)
