"""Tests on images that something was done to after they were normalised."""
from mmpretrain.models import ClsDataPreprocessor

from mmuvp.models.parts import build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class CorruptingDataPreprocessor(ClsDataPreprocessor):
    """Data preprocessor of classifiers that corrupts what it has normalised, in tests only.

    What is done to an image depends on its `sample_idx`, not on the batch that it is in: the same whatever the size
    of the batches and the number of processes.

    Args:
        corruption (dict | nn.Module, optional): Such as :class:`PatchOcclusion` and :class:`PatchShuffle`: takes
            images (B, 3, H, W) and the list of their numbers, and returns images of that shape. It is an attribute
            of this name too, which may be set to another module. `None` leaves images as they are.
        **kwargs: Arguments of `mmpretrain.ClsDataPreprocessor`.
    """

    def __init__(self, corruption=None, **kwargs):
        super().__init__(**kwargs)
        self.corruption = build_part(corruption)

    def forward(self, data, training=False):
        """Prepare a batch.

        Args:
            data (dict): `inputs` and `data_samples`, as a data loader gives them.
            training (bool): Whether the batch is trained on.

        Returns:
            dict: What the network takes.

        Raises:
            ValueError: If there is a corruption, and a sample has no `sample_idx`.
        """
        data = super().forward(data, training)
        if training or self.corruption is None:
            return data
        numbers = [sample.get('sample_idx') for sample in data.get('data_samples') or [{}]]
        if None in numbers:
            raise ValueError(f'{type(self.corruption).__name__} draws for each image by its sample_idx, which a sample '
                             'does not have: let the meta_keys of PackInputs contain it')
        return dict(data, inputs=self.corruption(data['inputs'], numbers))
