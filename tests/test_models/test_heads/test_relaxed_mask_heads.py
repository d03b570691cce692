import copy

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.config import ConfigDict
from mmengine.structures import InstanceData, PixelData
from torch.utils.flop_counter import FlopCounterMode

from mmuvp.apis import strip_training_parts
from mmuvp.models.task_modules import ReMask

THINGS, STUFF, QUERIES, WIDTH = 2, 2, 6, 16
REMASK = dict(
    type='mmuvp.ReMask',
    num_stages=2,
    semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=8, dilations=(1, 2), dropout=0.),
    loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=None))
RECLASS = dict(type='mmuvp.ReClass', eta=0.1)
ATTENTION = dict(embed_dims=WIDTH, num_heads=2, dropout=0., batch_first=True)
FFN = dict(embed_dims=WIDTH, feedforward_channels=16, num_fcs=2, ffn_drop=0., act_cfg=dict(type='ReLU', inplace=True))
DECODER = dict(
    return_intermediate=True,
    num_layers=3,
    layer_cfg=dict(self_attn_cfg=ATTENTION, cross_attn_cfg=ATTENTION, ffn_cfg=FFN),
    init_cfg=None)
MASKFORMER = dict(
    pixel_decoder=dict(
        type='mmdet.TransformerEncoderPixelDecoder',
        norm_cfg=dict(type='GN', num_groups=4),
        act_cfg=dict(type='ReLU'),
        encoder=dict(num_layers=1, layer_cfg=dict(self_attn_cfg=ATTENTION, ffn_cfg=FFN)),
        positional_encoding=dict(num_feats=8, normalize=True)),
    loss_mask=dict(type='mmdet.FocalLoss', use_sigmoid=True, loss_weight=20.0))
MASK2FORMER = dict(
    pixel_decoder=dict(
        type='mmdet.MSDeformAttnPixelDecoder',
        num_outs=3,
        norm_cfg=dict(type='GN', num_groups=4),
        act_cfg=dict(type='ReLU'),
        encoder=dict(
            num_layers=1,
            layer_cfg=dict(
                self_attn_cfg=dict(ATTENTION, num_levels=3, num_points=2), ffn_cfg=FFN)),
        positional_encoding=dict(num_feats=8, normalize=True)),
    loss_mask=dict(type='mmdet.CrossEntropyLoss', use_sigmoid=True, loss_weight=5.0))
HEADS = {'MaskFormerHead': MASKFORMER, 'Mask2FormerHead': MASK2FORMER}


def build(name, **kwargs):
    """The head of that name, narrow; the same weights every time."""
    torch.manual_seed(0)
    cfg = dict(
        HEADS[name.replace('mmuvp.Relaxed', '').replace('mmdet.', '')],
        type=name,
        in_channels=[8, 8, 8, 8],
        strides=[4, 8, 16, 32],
        feat_channels=WIDTH,
        out_channels=WIDTH,
        num_things_classes=THINGS,
        num_stuff_classes=STUFF,
        num_queries=QUERIES,
        positional_encoding=dict(num_feats=8, normalize=True),
        transformer_decoder=DECODER,
        loss_cls=dict(type='mmdet.CrossEntropyLoss', loss_weight=2.0, class_weight=[1.0] * (THINGS + STUFF) + [0.1]),
        loss_dice=dict(type='mmdet.DiceLoss', use_sigmoid=True, activate=True, naive_dice=True, loss_weight=5.0),
        train_cfg=dict(
            num_points=64,
            assigner=dict(
                type='mmdet.HungarianAssigner',
                match_costs=[dict(type='mmdet.ClassificationCost', weight=2.0),
                             dict(type='mmdet.DiceCost', weight=5.0, pred_act=True, eps=1.0)]),
            sampler=dict(type='mmdet.MaskPseudoSampler')),
        test_cfg=dict(),
        **kwargs)
    head = MODELS.build(ConfigDict(cfg))
    # drawn after those of the stock head, the weights of ReMask leave it as it is
    torch.manual_seed(0)
    head.init_weights()
    return head


def features(size=(64, 64)):
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(2, 8, -(-size[0] // s), -(-size[1] // s), generator=generator) for s in (4, 8, 16, 32)]


def samples(size=(64, 64), empty=False):
    """Two images: things in the upper half, two stuff classes and void in the lower one."""
    height, width = size
    things = np.zeros((2, height, width), dtype=np.uint8)
    things[0, :height // 4, :width // 2] = things[1, height // 4:height // 2, width // 3:] = 1
    stuff = torch.full((1, height, width), 255)
    stuff[:, height // 2:, :width // 3], stuff[:, height // 2:, width // 3:width // 2] = THINGS, THINGS + 1
    if empty:
        things, stuff = things[:0], torch.full_like(stuff, 255)
    labels = torch.tensor([0, 1][:len(things)], dtype=torch.long)
    sample = DetDataSample(
        metainfo=dict(img_shape=size, batch_input_shape=size),
        gt_instances=InstanceData(labels=labels, masks=BitmapMasks(things, height, width)),
        gt_sem_seg=PixelData(sem_seg=stuff))
    return [sample, copy.deepcopy(sample)]


def losses_of(head, size=(64, 64), empty=False):
    torch.manual_seed(2)
    return head.train().loss(features(size), samples(size, empty))


def gradients(head, loss):
    """Names of the parameters that ``loss`` reaches."""
    names, parameters = zip(*head.named_parameters(), strict=True)
    found = torch.autograd.grad(loss, parameters, allow_unused=True, retain_graph=True)
    return {name for name, gradient in zip(names, found, strict=True)
            if gradient is not None and gradient.abs().sum() > 0}


@pytest.fixture(params=list(HEADS))
def name(request):
    return request.param


@pytest.fixture
def relaxed(name):
    return build(f'mmuvp.Relaxed{name}', remask=REMASK, reclass=RECLASS)


@pytest.mark.parametrize('parts', [
    dict(),
    dict(remask=dict(REMASK, num_stages=0), reclass=dict(RECLASS, eta=0.)),
    dict(remask=dict(REMASK, num_stages=0), match_relaxed=True),
])
def test_losses_without_relaxation_are_those_of_the_stock_head(name, parts):
    stock, ours = losses_of(build(f'mmdet.{name}')), losses_of(build(f'mmuvp.Relaxed{name}', **parts))
    assert list(ours) == list(stock)
    for key, value in stock.items():
        torch.testing.assert_close(ours[key], value, rtol=1e-6, atol=0, msg=key)


def test_only_the_masks_of_the_first_stages_are_relaxed(name):
    plain = losses_of(build(f'mmuvp.Relaxed{name}'))
    ours = losses_of(build(f'mmuvp.Relaxed{name}', remask=REMASK))
    changed = {key for key, value in plain.items() if not torch.equal(value, ours[key])}
    assert set(ours) - set(plain) == {'loss_remask'}
    assert {'d0.loss_dice', 'd1.loss_dice', 'd0.loss_mask', 'd1.loss_mask'} <= changed
    assert not changed & {'loss_dice', 'd0.loss_cls', 'd1.loss_cls', 'loss_cls'}


def test_relaxed_masks_are_those_of_equation_6_2(name, monkeypatch):
    head = build(f'mmuvp.Relaxed{name}', remask=REMASK)
    seen = []
    monkeypatch.setattr(head, 'loss_by_feat', lambda classes, stages, *args: seen.append((classes, stages)) or {})
    head.loss(features(), samples())
    (classes, stages), = seen
    feature = head.pixel_decoder(features(), *([[s.metainfo for s in samples()]] if name == 'MaskFormerHead' else []))
    semantic = head.remask.semantic_heads[0](feature[0]).sigmoid()
    for i, stage in enumerate(stages):
        gate = torch.einsum('bchw,bnc->bnhw', semantic, classes[i][..., :-1].sigmoid()) if i < 2 else 0
        torch.testing.assert_close(stage.relaxed, stage.plain * (1 + gate), rtol=1e-4, atol=1e-5)


def test_reclass_changes_only_the_class_terms(name):
    plain, ours = losses_of(build(f'mmuvp.Relaxed{name}')), losses_of(build(f'mmuvp.Relaxed{name}', reclass=RECLASS))
    for key, value in plain.items():
        assert torch.equal(value, ours[key]) != key.endswith('loss_cls'), key


def test_final_only_keeps_the_labels_of_the_other_stages(name):
    plain = losses_of(build(f'mmuvp.Relaxed{name}'))
    ours = losses_of(build(f'mmuvp.Relaxed{name}', reclass=dict(RECLASS, final_only=True)))
    assert {key for key in plain if not torch.equal(plain[key], ours[key])} == {'loss_cls'}


def test_soft_class_term_is_the_weighted_cross_entropy(relaxed):
    seen = []
    relaxed.loss_cls.register_forward_hook(lambda _, *call: seen.append(call), with_kwargs=True)
    losses_of(relaxed)
    (logits, labels, _), kwargs, loss = seen[-1]
    matched = labels[:, :-1].max(dim=1).values > 0.5
    hard = torch.where(matched, labels[:, :-1].argmax(dim=1), THINGS + STUFF)
    weight = logits.new_tensor([1.0] * (THINGS + STUFF) + [0.1])
    torch.testing.assert_close(kwargs['avg_factor'], weight[hard].sum())
    expected = -2 * (labels * weight * logits.log_softmax(dim=1)).sum() / weight[hard].sum()
    torch.testing.assert_close(loss, expected)


@pytest.mark.parametrize('match_relaxed', [False, True])
def test_matching_reads_plain_masks_unless_told_otherwise(name, match_relaxed, monkeypatch):
    head = build(f'mmuvp.Relaxed{name}', remask=REMASK, match_relaxed=match_relaxed)
    seen, stock = [], head._get_targets_single
    monkeypatch.setattr(head, '_get_targets_single', lambda *args: seen.append(args[1]) or stock(*args))
    with torch.no_grad():
        losses_of(head)
        _, masks = head(features(), samples())
    assert len(seen) == len(masks) * 2
    assert torch.allclose(seen[0], masks[0][0], atol=1e-5) != match_relaxed


def test_every_parameter_learns_that_learns_in_the_stock_head(name, relaxed):
    stock = build(f'mmdet.{name}')
    reached = gradients(relaxed, sum(losses_of(relaxed).values()))
    remask = {key for key, _ in relaxed.named_parameters() if key.startswith('remask.')}
    assert reached == gradients(stock, sum(losses_of(stock).values())) | remask


def test_mask_losses_do_not_reach_the_semantic_head(relaxed):
    losses = losses_of(relaxed)
    semantic = losses.pop('loss_remask')
    assert not any(name.startswith('remask.') for name in gradients(relaxed, sum(losses.values())))
    reached = gradients(relaxed, semantic)
    assert 'remask.semantic_heads.0.output.weight' in reached
    assert 'pixel_decoder.mask_feature.weight' in reached
    assert 'cls_embed.weight' not in reached


def test_the_semantic_head_is_evaluated_once(relaxed):
    calls = []
    relaxed.remask.semantic_heads[0].register_forward_hook(lambda *args: calls.append(1))
    losses_of(relaxed)
    assert len(relaxed.remask.semantic_heads) == len(calls) == 1


def test_ground_truth_in_place_of_the_semantic_head(name):
    head = build(f'mmuvp.Relaxed{name}', remask=dict(REMASK, semantic='ground_truth'))
    losses = losses_of(head)
    assert not list(head.remask.parameters())
    assert 'loss_remask' not in losses
    assert losses['d0.loss_dice'] != losses_of(build(f'mmuvp.Relaxed{name}'))['d0.loss_dice']


def test_odd_sizes(relaxed):
    losses = losses_of(relaxed, size=(61, 87))
    assert all(value.isfinite() for value in losses.values())


def test_images_without_a_segment(relaxed):
    losses = losses_of(relaxed, empty=True)
    assert all(value.isfinite() for value in losses.values())
    assert losses['loss_remask'] == 0
    sum(losses.values()).backward()
    assert all(p.grad is None or p.grad.isfinite().all() for p in relaxed.parameters())


def test_instances_without_a_semantic_map(relaxed):
    batch = samples()
    for sample in batch:
        del sample.gt_sem_seg
    assert relaxed.loss(features(), batch)['loss_remask'] > 0


def test_losses_are_float32_under_autocast(relaxed):
    exact = losses_of(relaxed)
    with torch.autocast('cpu', dtype=torch.bfloat16):
        losses = losses_of(relaxed)
    for key, value in losses.items():
        assert value.dtype == torch.float32, key
        assert value.isfinite(), key
    torch.testing.assert_close(losses['loss_remask'], exact['loss_remask'], rtol=0.1, atol=0)


@pytest.mark.slow
def test_losses_are_the_same_when_compiled(relaxed):
    expected = losses_of(relaxed)
    compiled = torch.compile(relaxed.loss, backend='eager')
    for _ in range(2):
        torch.manual_seed(2)
        ours = compiled(features(), samples())
        for key, value in expected.items():
            torch.testing.assert_close(ours[key], value, rtol=1e-4, atol=1e-5, msg=key)
    torch.compiler.reset()


def test_inference_is_that_of_the_stock_head(name, relaxed):
    stock = build(f'mmdet.{name}').eval()
    trained = relaxed.state_dict()
    assert {key for key in trained if not key.startswith('remask.')} == set(stock.state_dict())
    strip_training_parts(relaxed).eval()
    assert relaxed.state_dict().keys() == stock.state_dict().keys()
    with torch.no_grad():
        for ours, theirs in zip(relaxed.predict(features(), samples()), stock.predict(features(), samples()),
                                strict=True):
            assert torch.equal(ours, theirs)


def test_inference_costs_what_the_stock_head_does(name, relaxed):
    costs = []
    for head in (build(f'mmdet.{name}'), relaxed):
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            head.eval().predict(features(), samples())
        costs.append(counter.get_total_flops())
    assert costs[0] == costs[1] > 0


def test_save_and_load(name, relaxed, tmp_path):
    for parameter in relaxed.parameters():
        parameter.data.add_(0.01)
    torch.save(relaxed.state_dict(), tmp_path / 'head.pth')
    other = build(f'mmuvp.Relaxed{name}', remask=REMASK, reclass=RECLASS)
    other.load_state_dict(torch.load(tmp_path / 'head.pth', weights_only=True))
    assert losses_of(other) == losses_of(relaxed)


def test_parts_may_be_modules(name):
    part = ReMask(THINGS + STUFF, in_channels=WIDTH, num_stages=1, share_head=True)
    assert build(f'mmuvp.Relaxed{name}', remask=part).remask is part


def test_the_final_prediction_cannot_be_relaxed(name):
    head = build(f'mmuvp.Relaxed{name}', remask=dict(REMASK, num_stages=4))
    with pytest.raises(ValueError, match='num_stages is 4, but only'):
        head.loss(features(), samples())


@pytest.mark.parametrize('wrong', [
    dict(share_head=False), dict(at_test=True), dict(relax_assignment=True), dict(after_resize=True),
    dict(feature='projected_pixels')
])
def test_arguments_that_do_nothing_here_are_refused(wrong):
    with pytest.raises(ValueError, match=f'remask.{next(iter(wrong))} must be'):
        build('mmuvp.RelaxedMaskFormerHead', remask=dict(REMASK, **wrong))
