"""Models of images and texts so small that they name the pixels of an image in a moment."""
import torch
from mmengine.registry import MODELS, DefaultScope

CHANNELS, SPACE = 16, 12
NAMES = ('disc', 'ring', 'grass', 'sky', 'road', 'star')
PROJECTOR = dict(
    type='mmpretrain.NonLinearNeck', in_channels=CHANNELS, hid_channels=24, out_channels=SPACE, with_bias=True,
    with_last_bn=False, with_last_bias=True, with_avg_pool=False, norm_cfg=dict(type='BN1d'))
GROUP_VIT = dict(
    type='mmuvp.GroupViT', img_size=32, patch_size=8,
    arch=dict(channels=CHANNELS, num_heads=2, num_blocks=(1, 1, 1), num_groups=(6, 4), num_segments=(6, 4)))
VIT = dict(
    type='mmpretrain.VisionTransformer', img_size=32, patch_size=8, out_type='featmap', with_cls_token=False,
    arch=dict(embed_dims=CHANNELS, num_layers=1, num_heads=2, feedforward_channels=16))


def image_text_model(**settings):
    """Config of a model; ``settings`` replace its own."""
    return dict(
        type='mmuvp.ImageTextContrastive', backbone=GROUP_VIT,
        text_encoder=dict(type='mmuvp.CLIPTextEncoder', channels=CHANNELS, num_layers=1, num_heads=2),
        image_projector=PROJECTOR, text_projector=PROJECTOR, **settings)


def build(scope, **config):
    """A model with random weights that tell inputs apart, in evaluation mode."""
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope(scope):
        model = MODELS.build(config)
    model.init_weights()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and 'embed' not in name:
                parameter.mul_(4)
    return model.eval()


def segmentor(**settings):
    """A segmentor around :func:`image_text_model`."""
    return build('mmseg', **dict(
        dict(type='mmuvp.ZeroShotSegmentor', model=image_text_model(), prompts=dict(classes=NAMES),
             data_preprocessor=dict(type='mmseg.SegDataPreProcessor')), **settings))
