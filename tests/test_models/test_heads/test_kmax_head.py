import io

import pytest
import torch
from narrow_models import (
    CLASSES,
    QUERIES,
    RECLASS,
    REMASK,
    build_head,
    feature_maps,
    head_config,
    ordinary_image,
    wake_up,
)
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from mmuvp.apis import strip_training_parts
from mmuvp.models.losses import MaskIDLoss
from mmuvp.models.pixel_decoders import KMaXPixelDecoder
from mmuvp.registry import MODELS

SIZES = [(33, 65), (40, 72), (64, 64), (161, 97)]
TERMS = ('loss_cls', 'loss_dice', 'loss_mask_id', 'loss_insdis')


def images(height, width, batch=2):
    return feature_maps(height, width, batch), [ordinary_image(height, width) for _ in range(batch)]


@pytest.fixture
def remax():
    """A narrow head with both relaxations, no branch of which is silent."""
    return wake_up(build_head(remask=REMASK, reclass=RECLASS))


@pytest.mark.parametrize('size', SIZES)
def test_a_training_step_reaches_every_parameter(remax, size):
    feats, samples = images(*size)
    losses = remax.loss(feats, samples)
    assert all(loss.dim() == 0 and loss.isfinite() for loss in losses.values())
    sum(losses.values()).backward()
    assert [name for name, p in remax.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []
    assert all(f.grad.isfinite().all() and f.grad.any() for f in feats)


def test_names_of_the_losses(remax):
    names = {*TERMS, *(f'd{i}.{term}' for i in range(3) for term in TERMS)}
    remask = {f'd{i}.loss_remask' for i in range(3)}
    assert remax.loss(*images(40, 40)).keys() == names | remask | {'loss_semantic'}
    assert build_head(auxiliary_semantic_head=None).loss(*images(40, 40)).keys() == names


@pytest.mark.parametrize('size', [*SIZES, (1, 1), (4, 130)])
def test_predictions_of_any_size(remax, size):
    feats = feature_maps(*size)
    class_logits, mask_logits = remax.eval()(feats)
    assert [c.shape for c in class_logits] == [(2, QUERIES, CLASSES + 1)] * 4
    assert [m.shape[-2:] for m in mask_logits] == [feats[i].shape[-2:] for i in (3, 2, 1, 0)]
    final = remax.predict(feats, [])
    assert torch.equal(final[0], class_logits[-1])
    assert torch.equal(final[1], mask_logits[-1])


@pytest.mark.slow
def test_repeated_steps_on_one_batch_learn_it():
    head, batch = build_head(remask=REMASK, reclass=RECLASS), images(40, 40)
    feats = [f.detach() for f in batch[0]]
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-2)
    totals = []
    for _ in range(30):
        total = sum(head.loss(feats, batch[1]).values())
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(total.item())
    assert sum(totals[-3:]) < 0.8 * sum(totals[:3])


def test_matching_is_shared_by_all_predictions_unless_told_otherwise():
    # decided predictions, all pixels sampled, nothing dropped: only the matching differs
    fixed = dict(loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=1000), auxiliary_semantic_head=None)
    batch = images(40, 72)
    heads = [wake_up(build_head(**fixed)), build_head(**fixed, share_matching=False)]
    for name, weight in heads[0].named_parameters():
        if name.endswith('class_head.weight'):
            nn.init.normal_(weight)
    heads[1].load_state_dict(heads[0].state_dict())
    shared, separate = ({k: v.item() for k, v in head.loss(*batch).items()} for head in heads)
    for term in TERMS:
        assert shared[term] == pytest.approx(separate[term], rel=1e-5)
    assert any(shared[f'd{i}.loss_cls'] != pytest.approx(separate[f'd{i}.loss_cls'], rel=1e-3) for i in range(3))


def test_matching_may_read_relaxed_masks():
    seen = []

    class Recorder:
        def assign(self, mask_logits, class_logits, truth):
            seen.append(mask_logits)
            return assign(mask_logits, class_logits, truth)

    feats, samples = images(40, 72)
    for match_relaxed in (False, True):
        head = build_head(remask=REMASK, share_matching=False, match_relaxed=match_relaxed)
        assign, head.assigner = head.assigner.assign, Recorder()
        seen.clear()
        predictions = head._predictions(feats)
        head._losses(predictions, None, [head._ground_truth(sample) for sample in samples])
        final, *auxiliary = seen[::2]
        assert torch.equal(final, predictions[-1]['mask_logits'][0])
        for stage, masks in enumerate(auxiliary):
            read = head._at_loss_size(predictions[stage], final.shape[-2:])
            assert torch.equal(masks, read['relaxed_masks' if match_relaxed else 'masks'][0])
            assert not torch.equal(read['relaxed_masks'], read['masks'])


def test_final_prediction_alone_may_be_relaxed_by_reclass():
    batch = images(40, 72)
    fixed = dict(loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=1000), auxiliary_semantic_head=None)
    heads = [build_head(**fixed, reclass=r) for r in (None, RECLASS, dict(RECLASS, final_only=True))]
    for head in heads[1:]:
        head.load_state_dict(heads[0].state_dict())
    plain, everywhere, final = ({k: v.item() for k, v in head.loss(*batch).items()} for head in heads)
    different = [{k for k in plain if losses[k] != pytest.approx(plain[k], rel=1e-5)} for losses in (everywhere, final)]
    assert different == [{'loss_cls', 'd0.loss_cls', 'd1.loss_cls', 'd2.loss_cls'}, {'loss_cls'}]


def test_mixed_precision_gives_float32_losses_that_agree():
    # without noise, and with centres that no assignment moves yet
    head = build_head(loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=1000), auxiliary_semantic_head=None)
    batch = images(40, 72)
    expected = head.loss(*batch)
    with torch.autocast('cpu', torch.bfloat16):
        losses = head.loss(*batch)
    for name, loss in losses.items():
        assert loss.dtype == torch.float32
        assert loss.item() == pytest.approx(expected[name].item(), rel=0.02)


def test_inference_needs_nothing_of_the_training_parts():
    kmax = wake_up(build_head(auxiliary_semantic_head=None)).eval()
    remax = build_head(remask=REMASK, reclass=RECLASS)
    kinds = {type(module) for module in remax.modules()}
    assert remax.state_dict().keys() > kmax.state_dict().keys()
    strip_training_parts(remax).eval()
    assert {n: p.shape for n, p in remax.named_parameters()} == {n: p.shape for n, p in kmax.named_parameters()}
    assert kinds > {type(module) for module in remax.modules()}

    remax.load_state_dict(kmax.state_dict(), strict=True)
    feats, costs, outputs = [f.detach() for f in feature_maps(40, 72)], [], []
    for head in (kmax, remax):
        with FlopCounterMode(display=False) as counter:
            outputs.append(head.predict(feats, []))
        costs.append(counter.get_total_flops())
    assert costs[0] == costs[1] > 0
    assert all(torch.equal(a, b) for a, b in zip(*outputs, strict=True))


def test_training_parts_change_no_prediction(remax):
    feats = feature_maps(40, 72)
    before = remax.eval().predict(feats, [])
    after = strip_training_parts(remax).predict(feats, [])
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_weights_survive_a_file(remax):
    file = io.BytesIO()
    torch.save(remax.state_dict(), file)
    file.seek(0)
    other = build_head(remask=REMASK, reclass=RECLASS)
    other.load_state_dict(torch.load(file, weights_only=True), strict=True)
    feats = feature_maps(33, 65)
    assert torch.equal(remax.eval().predict(feats, [])[1], other.eval().predict(feats, [])[1])


def test_parts_may_be_modules():
    decoder, loss = KMaXPixelDecoder((8, 12, 16, 24), (16, 8, 8, 4), (1, 1, 1, 1), num_heads=4, span=8), MaskIDLoss(2.)
    head = MODELS.build(head_config(pixel_decoder=decoder, loss_mask_id=loss))
    assert head.pixel_decoder is decoder
    assert head.loss_mask_id is loss
    assert head.loss(*images(40, 40))['loss_mask_id'].isfinite()


def test_more_relaxed_stages_than_layers():
    with pytest.raises(ValueError, match='num_stages is 4.* 3 layers'):
        build_head(remask=dict(REMASK, num_stages=4))


def test_misspelt_parts_are_named():
    with pytest.raises(TypeError, match='num_sample'):
        build_head(loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_sample=64))
    with pytest.raises(KeyError, match='KMaxPixelDecoder'):
        build_head(pixel_decoder=dict(type='mmuvp.KMaxPixelDecoder'))
