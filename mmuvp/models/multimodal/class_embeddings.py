"""What a text encoder says of classes, kept while it does not change."""
from collections.abc import Callable

import torch
from mmengine.registry import TASK_UTILS
from torch import Tensor, nn

from mmuvp.models.task_modules.class_prompts import ClassPrompts


class ClassEmbeddings(nn.Module):
    """Embeddings of an ensemble of prompts; they are computed once for a test.

    A change of mode, of device or precision, or of weights that are loaded, has them computed anew. In training
    mode they are never kept.

    Args:
        prompts: config or object.
    """

    def __init__(self, prompts: dict | ClassPrompts):
        super().__init__()
        self.prompts = prompts if isinstance(prompts, ClassPrompts) else TASK_UTILS.build(
            dict(type='mmuvp.ClassPrompts', **prompts))
        self._kept = None

    def forward(self, encode_text: Callable[[Tensor], Tensor], device: torch.device) -> Tensor:
        """Embeddings of the classes.

        Args:
            encode_text: see :meth:`ClassPrompts.embed`.
            device: where the text encoder is.

        Returns:
            ``(C, D)`` float32, each of unit length, without gradient.
        """
        if self._kept is not None and self._kept.device == device:
            return self._kept
        embeddings = self.prompts.embed(encode_text, device)
        self._kept = None if self.training else embeddings
        return embeddings

    def train(self, mode: bool = True) -> 'ClassEmbeddings':
        """Set the mode, and forget what was computed."""
        self._kept = None
        return super().train(mode)

    def _apply(self, *args, **kwargs) -> 'ClassEmbeddings':
        self._kept = None
        return super()._apply(*args, **kwargs)

    def _load_from_state_dict(self, *args, **kwargs) -> None:
        self._kept = None
        super()._load_from_state_dict(*args, **kwargs)


def read_checkpoints_of(owner: nn.Module, part: str) -> None:
    """Have a module read, besides its own checkpoints, those of one of its parts, such as of a pre-training.

    Args:
        owner: the module.
        part: name of the attribute.
    """
    def add_prefix(state_dict: dict, prefix: str, *args) -> None:
        own = f'{prefix}{part}.'
        if any(key.startswith(own) for key in state_dict):
            return
        for key in [key for key in state_dict if key.startswith(prefix)]:
            state_dict[own + key.removeprefix(prefix)] = state_dict.pop(key)

    owner._register_load_state_dict_pre_hook(add_prefix)
