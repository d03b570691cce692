"""Pictures of scale policies, as those of ELASTIC's section 2.4.2."""
import cv2
import numpy as np

from .panoptic_drawing import compose

SIDE = 160
MAX_NAMES = 40


def draw_scored_images(images, scores):
    """Put images side by side, with their scores above them.

    Args:
        images (Sequence[ndarray]): Pictures (height, width, 3), uint8, red, green and blue, of any sizes.
        scores (Sequence[float]): One of each.

    Returns:
        ndarray: (H, W, 3), uint8: the middle squares of the images.
    """
    numbered = enumerate(zip(images, scores, strict=True), start=1)
    return compose({f'{number}: {score:+.3f}': _square(image) for number, (image, score) in numbered})


def draw_categories(categories, path):
    """Draw the mean score of categories, in its order (figure 2.5).

    Args:
        categories (dict[str, ndarray]): Scores (blocks, ) by name.
        path (str | Path): The picture to write.
    """
    means = {name: float(np.mean(scores)) for name, scores in categories.items()}
    names = sorted(means, key=means.get)
    figure, axis = _figure(max(5, 0.22 * min(len(names), MAX_NAMES)))
    axis.plot([means[name] for name in names], marker='.', linewidth=1)
    ticks = np.linspace(0, len(names) - 1, min(len(names), MAX_NAMES)).round().astype(int)
    axis.set_xticks(ticks, [names[i] for i in ticks], rotation=90, fontsize=7)
    axis.set(ylabel='mean scale policy score')
    _save(figure, path)


def draw_blocks(scores, path):
    """Draw the scores of images in every block, and their mean (figure 2.6, middle).

    Args:
        scores (ndarray): (images, blocks).
        path (str | Path): The picture to write.
    """
    scores = np.asarray(scores)
    blocks = np.arange(1, scores.shape[1] + 1)
    figure, axis = _figure(5)
    axis.scatter(np.tile(blocks, len(scores)), scores.ravel(), s=6, alpha=min(1, 50 / len(scores)), linewidths=0)
    axis.plot(blocks, scores.mean(axis=0), color='black', linewidth=1, label='mean')
    axis.set(xlabel='block', ylabel='scale policy score', xticks=blocks)
    axis.legend()
    _save(figure, path)


def _square(image):
    """Cut the middle square out of a picture, and resize it."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return cv2.resize(image[top:top + side, left:left + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _figure(width):
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    figure, axis = plt.subplots(figsize=(width, 4))
    axis.axhline(0, color='grey', linewidth=0.5)
    axis.grid(alpha=0.3)
    return figure, axis


def _save(figure, path):
    import matplotlib.pyplot as plt
    figure.tight_layout()
    figure.savefig(path, dpi=150)
    plt.close(figure)
