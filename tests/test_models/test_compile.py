"""The network under ``torch.compile``."""
import pytest
import torch
from narrow_models import REMASK, build_head, feature_maps, wake_up

KEYS = ('mask_logits', 'class_logits', 'pixel_feature', 'relaxed_mask_logits')


@pytest.fixture(params=[None, REMASK], ids=['kMaX', 'ReMaX'])
def head(request):
    torch.compiler.reset()
    head = wake_up(build_head(auxiliary_semantic_head=None, remask=request.param)).eval()
    for part in head.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0
    return head


def forward(head):
    """All predictions of the head, relaxed ones in training, as one function of the maps."""
    def predict(*feats):
        return [[p[key] for key in KEYS if key in p] for p in head._predictions(feats)]
    return predict


def assert_equal(compiled, eager):
    for ours, theirs in zip(compiled, eager, strict=True):
        for a, b in zip(ours, theirs, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_the_network_is_one_graph(head):
    feats = feature_maps(33, 40, batch=1)
    with torch.no_grad():
        compiled = torch.compile(forward(head), fullgraph=True, backend='aot_eager')(*feats)
        assert_equal(compiled, forward(head)(*feats))


@pytest.mark.slow
def test_the_graph_has_gradients(head):
    feats = feature_maps(33, 33)
    head.train()
    compiled = torch.compile(forward(head), fullgraph=True, backend='aot_eager')
    state = {name: value.clone() for name, value in head.state_dict().items()}
    gradients = []
    for function in (forward(head), compiled):
        head.load_state_dict(state)
        total = sum(p.square().mean() for prediction in function(*feats) for p in prediction)
        gradients.append(torch.autograd.grad(total, head.parameters(), allow_unused=True))
    for a, b in zip(*gradients, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_generated_code_agrees(head):
    feats = feature_maps(33, 40, batch=1)
    with torch.no_grad():
        assert_equal(torch.compile(forward(head), fullgraph=True)(*feats), forward(head)(*feats))
