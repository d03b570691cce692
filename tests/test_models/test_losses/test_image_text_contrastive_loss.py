"""Contrastive losses of images and texts."""
import math

import pytest
import torch
import torch.multiprocessing
from torch.nn.functional import normalize
from torch.nn.parallel import DistributedDataParallel

from mmuvp.models.losses import ImageTextContrastiveLoss, MultiLabelContrastiveLoss

IMAGES, PROMPTS, FEATURES, SCALE = 4, 3, 6, 5.0


def draw(seed=0):
    """Images and texts, the first of them captions."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(IMAGES, FEATURES, generator=generator),
            torch.randn(IMAGES, 1 + PROMPTS, FEATURES, generator=generator))


def probabilities(image, texts):
    """Of all texts for each image ``(B, B, K)``, and of all images for each text ``(B, K, B)``."""
    cosine = torch.einsum('id,jkd->ijk', normalize(image, dim=-1), normalize(texts, dim=-1))
    exponentials = (SCALE * cosine).exp()
    to_texts = exponentials / exponentials.sum(dim=(1, 2), keepdim=True)
    to_image = exponentials / exponentials.sum(dim=0)
    return to_texts, to_image.permute(1, 2, 0)


def test_captions():
    """Equation 6, halved."""
    image, texts = draw()
    to_texts, to_image = probabilities(image, texts[:, :1])
    own = range(IMAGES)
    expected = -0.5 * sum(to_texts[i, i, 0].log() + to_image[i, 0, i].log() for i in own) / IMAGES
    torch.testing.assert_close(ImageTextContrastiveLoss()(image, texts[:, 0], SCALE), expected)
    torch.testing.assert_close(ImageTextContrastiveLoss(loss_weight=3)(image, texts[:, 0], SCALE), 3 * expected)


@pytest.mark.parametrize('positives', ['mean_of_logs', 'log_of_sum'])
def test_prompts(positives):
    """Equation 7, halved, in both readings of its first direction."""
    image, texts = draw()
    to_texts, to_image = probabilities(image, texts[:, 1:])
    own = to_texts[range(IMAGES), range(IMAGES)]
    found = own.log().mean(dim=1) if positives == 'mean_of_logs' else own.sum(dim=1).log()
    backward = torch.stack([to_image[i, :, i].log().mean() for i in range(IMAGES)])
    expected = -0.5 * (found.mean() + backward.mean())
    torch.testing.assert_close(MultiLabelContrastiveLoss(positives)(image, texts[:, 1:], SCALE), expected)


def test_one_prompt_is_a_caption():
    image, texts = draw()
    for positives in ('mean_of_logs', 'log_of_sum'):
        torch.testing.assert_close(MultiLabelContrastiveLoss(positives)(image, texts[:, :1], SCALE),
                                   ImageTextContrastiveLoss()(image, texts[:, 0], SCALE))


def test_the_readings_differ_in_what_they_want():
    """An image that is its first prompt, and nothing like its second one, satisfies the paper's equation alone."""
    image = torch.eye(FEATURES)[:2]
    texts = torch.eye(FEATURES)[torch.tensor([[0, 2], [1, 3]])]
    mean, total = (MultiLabelContrastiveLoss(name)(image, texts, 100.0) for name in ('mean_of_logs', 'log_of_sum'))
    assert mean > total + 10


def test_length_of_features_does_not_matter():
    image, texts = draw()
    loss = MultiLabelContrastiveLoss()
    torch.testing.assert_close(loss(7 * image, texts / 9, SCALE), loss(image, texts, SCALE))


def test_full_precision_under_autocast():
    image, texts = draw()
    full = ImageTextContrastiveLoss()(image.bfloat16(), texts[:, 0].bfloat16(), 100.0)
    with torch.autocast('cpu', torch.bfloat16):
        half = ImageTextContrastiveLoss()(image.bfloat16(), texts[:, 0].bfloat16(), 100.0)
    assert half.dtype == torch.float32
    assert torch.equal(half, full)


def test_refused_inputs():
    image, texts = draw()
    with pytest.raises(ValueError, match=r'image and text must both be \(B, D\)'):
        ImageTextContrastiveLoss()(image, texts, SCALE)
    for wrong in (texts[:, 0], texts[:, :0], texts[:2]):
        with pytest.raises(ValueError, match=r'texts \(B, K, D\) with K of at least 1'):
            MultiLabelContrastiveLoss()(image, wrong, SCALE)
    with pytest.raises(ValueError, match="positives must be one of 'mean_of_logs', 'log_of_sum', not 'sum'"):
        MultiLabelContrastiveLoss('sum')


class Projections(torch.nn.Module):
    """Both losses of projected features, with a temperature that is learned."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.image, self.text = torch.nn.Linear(FEATURES, 5), torch.nn.Linear(FEATURES, 5)
        self.log_scale = torch.nn.Parameter(torch.tensor(math.log(SCALE)))
        self.caption_loss, self.prompt_loss = ImageTextContrastiveLoss(), MultiLabelContrastiveLoss()

    def forward(self, image, texts):
        image, texts, scale = self.image(image), self.text(texts), self.log_scale.exp()
        return self.caption_loss(image, texts[:, 0], scale) + self.prompt_loss(image, texts[:, 1:], scale)


def work(rank, folder):
    """What one of two processes does with its half of the batch: loss and gradients go to a file."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group('gloo', init_method=f'file://{folder}/store', rank=rank, world_size=2)
    model, share = Projections(), slice(rank * IMAGES // 2, (rank + 1) * IMAGES // 2)
    image, texts = draw()
    parallel = DistributedDataParallel(model)  # which averages gradients for as long as there is a reference to it
    loss = parallel(image[share], texts[share])
    loss.backward()
    gradients = {name: parameter.grad for name, parameter in model.named_parameters()}
    torch.save(dict(loss=loss.detach(), gradients=gradients), f'{folder}/{rank}.pth')
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_two_processes_are_one_with_the_whole_batch(tmp_path):
    torch.multiprocessing.spawn(work, (str(tmp_path), ), nprocs=2)
    both = [torch.load(tmp_path / f'{rank}.pth') for rank in range(2)]
    model = Projections()
    loss = model(*draw())
    loss.backward()
    torch.testing.assert_close(sum(process['loss'] for process in both) / 2, loss.detach())
    for process in both:
        for name, parameter in model.named_parameters():
            torch.testing.assert_close(process['gradients'][name], parameter.grad)
