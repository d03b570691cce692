"""Colours of segments: that of the class, varied from instance to instance."""
import cv2
import numpy as np

GOLDEN_ANGLE = 2.39996


def instance_colour(class_colour, number):
    """Return a colour that is near its class's and unlike those of the class's other instances.

    Args:
        class_colour (Sequence[int]): Red, green and blue from 0 to 255.
        number (int): Which instance of the class it is; the first, 0, has the colour of the class itself.

    Returns:
        ndarray: Shape (3, ), uint8, red, green and blue.
    """
    colour = np.array(class_colour, np.uint8).reshape(1, 1, 3)
    if number == 0:
        return colour[0, 0]
    # lightness and the two colour axes of Lab, on a spiral that never returns to the same hue
    lab = cv2.cvtColor(colour, cv2.COLOR_RGB2LAB).astype(float)[0, 0]
    angle = GOLDEN_ANGLE * number
    lab += 40 * np.cos(1.3 * angle), 45 * np.cos(angle), 45 * np.sin(angle)
    lab[0] = np.clip(lab[0], 80, 220)
    lab = lab.clip(0, 255).astype(np.uint8).reshape(1, 1, 3)
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0, 0]


def default_palette(num_classes):
    """Make class colours for a data set that has none.

    Args:
        num_classes (int): How many.

    Returns:
        list[tuple[int, int, int]]: Red, green and blue from 0 to 255.
    """
    hsv = [[(int(180 * 0.618034 * i) % 180, 255 - 60 * (i % 3), 230 - 50 * (i // 3 % 2)) for i in range(num_classes)]]
    return [tuple(colour) for colour in cv2.cvtColor(np.array(hsv, np.uint8), cv2.COLOR_HSV2RGB)[0].tolist()]
