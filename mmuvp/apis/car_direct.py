"""Stages of CLIP as RNN as their definitions read: one query, one picture, one text at a time.

They are what :mod:`mmuvp.apis.car_cost` compares with; the models compute the same in other ways.
"""
import torch
import torch.nn.functional as F

from ..models.multimodal.clip_images import resize_and_crop, to_tensor
from ..models.multimodal.clip_text import tokenize
from ..models.task_modules import VisualPrompts
from ..models.task_modules.cam_boxes import box_masks


def encode_texts(clip, texts):
    """Features of texts, each encoded over the whole context.

    Args:
        clip (FrozenCLIP): The network.
        texts (Sequence[str]): ``N`` texts.

    Returns:
        Tensor: Normalised, (N, D).
    """
    tokens = tokenize(texts, clip.model.context_length).to(clip.device)
    with torch.no_grad():
        return torch.cat([F.normalize(clip.model.encode_text(row[None]), dim=1) for row in tokens])


def class_maps(clip, tokens, probabilities, num_queries):
    """Grad-CAM with one pass through the last block and one backward for each query.

    Args:
        clip (FrozenCLIP): The network.
        tokens (Tensor): (1 + P, C), before the last block.
        probabilities (Callable): From the normalised feature of the image (D,) to those of the queries (Q,).
        num_queries (int): Q.

    Returns:
        Tensor: (Q, P), not negative.
    """
    return torch.stack([_class_map(clip, tokens, probabilities, index) for index in range(num_queries)])


def refine(affinity, maps, attention):
    """Maps spread by the affinity's power, which is computed for each of them.

    Args:
        affinity (AttentionAffinity): Its settings.
        maps (Tensor): (Q, h, w), in [0, 1].
        attention (Tensor): (P, P), averaged over heads and blocks.

    Returns:
        Tensor: (Q, h, w).
    """
    refined = []
    for single in maps:
        power = torch.linalg.matrix_power(affinity.affinity(attention), affinity.power)
        mask = torch.from_numpy(box_masks(single[None].cpu().numpy(), affinity.threshold)).to(maps.device)
        refined.append(((power * mask.flatten()) @ single.flatten()).unflatten(0, single.shape))
    return torch.stack(refined)


def point_out(classifier, image, proposals):
    """Pictures with a proposal pointed out, each made from the image alone.

    Args:
        classifier (MaskClassifier): Its settings.
        image (ndarray): (H, W, 3), uint8, RGB.
        proposals (Tensor): (Q, H, W), in [0, 1].

    Returns:
        list[ndarray]: ``Q`` pictures (H, W, 3).
    """
    return [VisualPrompts(image, classifier.prompts)((proposal > classifier.mask_threshold).cpu().numpy())
            for proposal in proposals]


def encode_pictures(classifier, pictures):
    """Features of pictures, one at a time, of all of whose tokens all blocks are computed.

    Args:
        classifier (MaskClassifier): Its settings and network.
        pictures (Sequence[ndarray]): ``Q`` pictures (H, W, 3).

    Returns:
        Tensor: (Q, D), not normalised.
    """
    clip = classifier.clip
    blocks = clip.visual.transformer.resblocks
    with torch.no_grad():
        return torch.cat([_encode_picture(clip, blocks[:len(blocks) - classifier.num_skipped], picture)
                          for picture in pictures])


def _class_map(clip, tokens, probabilities, index):
    block = clip.visual.transformer.resblocks[-1]
    with torch.enable_grad():
        normed = block.ln_1(tokens[None]).requires_grad_()
        x = tokens[None] + block.ls_1(block.attn(normed, normed, normed, need_weights=False)[0])
        x = x + block.ls_2(block.mlp(block.ln_2(x)))
        feature = F.normalize(clip.project(x)[0, 1:].mean(dim=0), dim=0)
        gradient, = torch.autograd.grad(probabilities(feature)[index], normed)
    return F.relu(normed.detach()[0, 1:] @ gradient[0, 1:].mean(dim=0))


def _encode_picture(clip, blocks, picture):
    x = clip.embed(to_tensor([resize_and_crop(picture, clip.image_size)], clip.mean, clip.std))
    for block in blocks:
        x = block(x)
    return clip.project(x[:, 0])
