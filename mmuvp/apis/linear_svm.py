"""Linear support vector machines on features that fit in memory, one for each of several labels."""
import torch
import torch.nn.functional as F


def fit_linear_svm(features, targets, cost, positive_weight=1., max_iter=1000):
    """Find the linear classifiers with the largest margins.

    For each label it minimises half the squares of weights and bias, plus ``cost`` times the sum of squared hinge
    losses, by L-BFGS from 0 in float64; the problem is convex. This is the objective of liblinear's
    ``L2R_L2LOSS_SVC``, scikit-learn's ``LinearSVC``.

    Args:
        features (Tensor): Shape (N, D).
        targets (Tensor): Shape (N, labels): 1 where an image has the label, 0 where not, -1 where it does not count.
        cost (float): Of an error.
        positive_weight (float): How much more images with the label count than those without.
        max_iter (int): At most so many iterations.

    Returns:
        Tensor: Weights (labels, D + 1) in float64, of which the last is the bias.

    Raises:
        ValueError: If the cost is not positive.
    """
    if cost <= 0:
        raise ValueError(f'cost must be above 0, got {cost}')
    inputs, targets = with_bias(features), targets.double()
    signs = 2 * (targets > 0) - 1
    importance = (targets >= 0) * torch.where(targets > 0, positive_weight, 1.)
    weights = inputs.new_zeros(targets.shape[1], inputs.shape[1]).requires_grad_()
    optimizer = torch.optim.LBFGS([weights], max_iter=max_iter, history_size=20, tolerance_grad=1e-9,
                                  tolerance_change=1e-14, line_search_fn='strong_wolfe')

    def closure():
        optimizer.zero_grad()
        errors = F.relu(1 - signs * (inputs @ weights.T)).square() * importance
        # divided by the cost of all images, so that tolerances fit any number of them
        loss = weights.square().sum() / (2 * cost * len(inputs)) + errors.sum() / len(inputs)
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
    return weights.detach()


def with_bias(features):
    """Features (N, D) in float64, with a column of ones for the bias."""
    return F.pad(features.double(), (0, 1), value=1.)
