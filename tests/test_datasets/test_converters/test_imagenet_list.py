import pytest
from mmpretrain.datasets import ImageNet

from mmuvp.datasets.converters import convert_imagenet_list


def test_the_stock_data_set_reads_it(tmp_path):
    (tmp_path / '1percent.txt').write_text('n01440764_10026.JPEG\nn15075141_9.JPEG\n')
    assert convert_imagenet_list(tmp_path / '1percent.txt', tmp_path / 'meta/train_1percent.txt') == 2
    dataset = ImageNet(data_root=str(tmp_path), split='train', ann_file='meta/train_1percent.txt')
    found = [(dataset[i]['img_path'], dataset[i]['gt_label']) for i in range(len(dataset))]
    assert found == [(f'{tmp_path}/train/n01440764/n01440764_10026.JPEG', 0),
                     (f'{tmp_path}/train/n15075141/n15075141_9.JPEG', 999)]


@pytest.mark.parametrize(('text', 'message'), [
    ('', 'must name images, each once'),
    ('n01440764_1.JPEG\nn01440764_1.JPEG', 'must name images, each once'),
    ('n01440764_1.JPEG\nILSVRC2012_val_00000001.JPEG', 'ILSVRC2012_val_00000001.JPEG is no name of a training image'),
    ('n00000000_1.JPEG', 'n00000000_1.JPEG is no name'),
])
def test_bad_lists(text, message, tmp_path):
    (tmp_path / 'list.txt').write_text(text)
    with pytest.raises(ValueError, match=message):
        convert_imagenet_list(tmp_path / 'list.txt', tmp_path / 'out.txt')
    assert not (tmp_path / 'out.txt').exists()


def test_a_missing_list(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.txt is missing'):
        convert_imagenet_list(tmp_path / 'none.txt', tmp_path / 'out.txt')
