import torch

from mmuvp.models.layers.zero_border import zero_border


def test_padding_is_found_image_by_image():
    images = torch.zeros(3, 3, 5, 6)
    images[0] = 1
    images[1, 2, :3, :4] = -1
    images[1, :, 1] = 0  # a black line within an image is no padding
    border = zero_border(images)
    assert not border[0].any()
    assert (~border[1]).nonzero().tolist() == [[y, x] for y in range(3) for x in range(4)]
    assert not border[2].any(), 'nothing but zeros is an image, too'
