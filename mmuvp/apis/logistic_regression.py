"""Multinomial logistic regression on features that fit in memory."""
import torch
import torch.nn.functional as F

# images whose logits are held at a time
CHUNK = 16384


def fit_logistic_regression(features, labels, penalty, max_iter=100):
    """Find the linear classifier without an intercept that explains labels best.

    It minimises the sum of cross entropies plus ``penalty / 2`` times the squares of the weights, by L-BFGS from
    weights of 0; the problem is convex. Divided by the number of images, this is the objective that the published
    evaluation hands to its solver; scikit-learn calls ``1 / penalty`` C.

    Args:
        features (Tensor): Shape (N, D), of floating point.
        labels (Tensor): Shape (N, ), from 0 on.
        penalty (float): Strength of the penalty.
        max_iter (int): At most so many iterations.

    Returns:
        Tensor: Weights (classes, D), where classes end with the largest label.

    Raises:
        ValueError: If the penalty is not positive.
    """
    if penalty <= 0:
        raise ValueError(f'penalty must be above 0, got {penalty}')
    weights = features.new_zeros(int(labels.max()) + 1, features.shape[1]).requires_grad_()
    optimizer = torch.optim.LBFGS([weights], max_iter=max_iter, history_size=10, tolerance_grad=1e-7,
                                  tolerance_change=1e-10, line_search_fn='strong_wolfe')

    def closure():
        optimizer.zero_grad()
        loss = penalty / (2 * len(features)) * weights.square().sum()
        loss.backward()
        for x, y in zip(features.split(CHUNK), labels.split(CHUNK), strict=True):
            part = F.cross_entropy(x @ weights.T, y, reduction='sum') / len(features)
            part.backward()
            loss = loss.detach() + part.detach()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
    return weights.detach()
