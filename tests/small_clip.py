"""A CLIP of a few narrow layers with random weights, for tests."""
import numpy as np
import torch

from mmuvp.models.multimodal import CLIPAsRNN, FrozenCLIP, GradCAMProposals, MaskClassifier

WORDS = ('cat', 'bird avian', 'a tall man', 'red car')


def small_arch(layers=3, width=32, quick_gelu=True):
    """Arguments of ``open_clip.CLIP``: 48 pixels in patches of 8, two heads."""
    return dict(embed_dim=24, quick_gelu=quick_gelu,
                vision_cfg=dict(image_size=48, patch_size=8, layers=layers, width=width, head_width=width // 2),
                text_cfg=dict(context_length=77, vocab_size=49408, width=32, heads=2, layers=2))


def small_clip(seed=0, **arch):
    """The network, frozen; its patches differ more than those of a fresh network do."""
    torch.manual_seed(seed)
    clip = FrozenCLIP(arch=small_arch(**arch))
    with torch.no_grad():
        for parameter in clip.model.visual.transformer.parameters():
            if parameter.dim() > 1:
                parameter.mul_(3)
    return clip


def small_car(clip=None, threshold=0.2, affinity=dict(type='mmuvp.AttentionAffinity'), templates=None, **settings):
    """CLIP as RNN, all of whose parts share one small CLIP."""
    clip = clip or small_clip()
    return CLIPAsRNN(GradCAMProposals(clip, affinity), MaskClassifier(clip, 0.4, ('circle', 'blur'), templates),
                     threshold, **settings)


def noise_image(height=53, width=70, seed=0):
    """An image ``(H, W, 3)`` of noise with a bright square."""
    image = np.random.RandomState(seed).randint(0, 128, (height, width, 3)).astype(np.uint8)
    image[height // 4:height // 2, width // 4:width // 2] += 127
    return image
