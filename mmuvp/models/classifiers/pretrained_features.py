"""A backbone as pre-training has left it."""
from mmengine.model import BaseModel
from torch import Tensor

from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class PretrainedFeatures(BaseModel):
    """A backbone, and a projector if there is one, whose features are judged as they are.

    It reads its own weights from the checkpoint of any pre-training and leaves the rest of them, such as a student
    beside a teacher, or a queue.

    Args:
        backbone: config or module.
        neck: config or module of what maps features of the backbone further.
        prefix: what comes before ``backbone.`` and ``neck.`` in the names of a checkpoint, such as ``'teacher.'``.
        data_preprocessor: of single images.
    """

    def __init__(self, backbone: Part, neck: Part | None = None, prefix: str = '',
                 data_preprocessor: Part | None = None, init_cfg: dict | None = None) -> None:
        super().__init__(data_preprocessor, init_cfg)
        self.backbone, self.neck = build_part(backbone), build_part(neck)
        self.prefix = prefix
        self._register_load_state_dict_pre_hook(self._keep_own)

    def forward(self, inputs: Tensor, data_samples: list | None = None, mode: str = 'tensor') -> tuple[Tensor, ...]:
        """Images ``(B, C, H, W)`` to what the backbone returns.

        Raises:
            ValueError: on another mode than ``'tensor'``.
        """
        if mode != 'tensor':
            raise ValueError(f"PretrainedFeatures neither learns nor predicts: mode must be 'tensor', not {mode!r}")
        return self.backbone(inputs)

    def _keep_own(self, state_dict: dict, prefix: str, *args) -> None:
        """Leave nothing in a checkpoint but what is of the parts here, by the names that they have here."""
        own = {}
        for part, module in (('backbone', self.backbone), ('neck', self.neck)):
            if module is not None:
                source = f'{prefix}{self.prefix}{part}.'
                own.update({f'{prefix}{part}.{key.removeprefix(source)}': value for key, value in state_dict.items()
                            if key.startswith(source)})
        for key in [key for key in state_dict if key.startswith(prefix)]:
            del state_dict[key]
        state_dict.update(own)
