"""The one place for what the stock OpenMMLab packages need on today's PyTorch and NumPy."""


def apply():
    """Apply every setting; calling it again changes nothing."""
