"""Text features of a frozen CLIP, computed once a text."""
import warnings
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..layers.precision import without_autocast


class TextFeatures:
    """Features of texts, by text; those that were not asked for the longest are forgotten.

    CLIP's texts are causal: what follows the end of a text has no influence on its feature and is not computed.

    Args:
        capacity: texts that are remembered.
        chunk_size: texts that are encoded at a time.
    """

    def __init__(self, capacity: int = 65536, chunk_size: int = 64):
        self.capacity, self.chunk_size = capacity, chunk_size
        self._known: OrderedDict[str, Tensor] = OrderedDict()

    def clear(self) -> None:
        """Forget all, for weights that have changed."""
        self._known.clear()

    def __call__(self, model: nn.Module, texts: Sequence[str]) -> Tensor:
        """Normalised features ``(N, D)`` of ``N`` texts by an ``open_clip.CLIP``."""
        features = {text: self._known[text] for text in texts if text in self._known}
        if missing := [text for text in dict.fromkeys(texts) if text not in features]:
            features.update(zip(missing, encode_texts(model, missing, self.chunk_size).unbind(), strict=True))
        for text, feature in features.items():
            self._known[text] = feature
            self._known.move_to_end(text)
        while len(self._known) > self.capacity:
            self._known.popitem(last=False)
        if not features:
            return model.token_embedding.weight.new_zeros(0, model.visual.output_dim)
        return torch.stack([features[text] for text in texts])


@torch.no_grad()
def encode_texts(model: nn.Module, texts: Sequence[str], chunk_size: int = 64) -> Tensor:
    """Normalised features ``(N, D)`` of ``N`` texts by an ``open_clip.CLIP``, in the precision of its weights.

    Texts of similar length are encoded together, up to the end of the longest.
    """
    tokens, weight = tokenize(texts, model.context_length), model.token_embedding.weight
    order = tokens.argmax(dim=1).argsort()
    with without_autocast(weight):
        features = [encode_tokens(model, tokens[chunk].to(weight.device)) for chunk in order.split(chunk_size)]
    return F.normalize(torch.cat(features)[order.argsort().to(weight.device)], dim=1)


def tokenize(texts: Sequence[str], context_length: int) -> Tensor:
    """CLIP's tokens ``(N, context_length)``; a warning tells of each text whose end does not fit."""
    tokens = tokenizer()(texts, context_length=context_length)
    for index in (tokens[:, -1] != 0).nonzero().flatten().tolist():
        if len(tokenizer().encode(texts[index])) + 2 > context_length:
            warnings.warn(f'{texts[index]!r} is longer than the {context_length} tokens of the CLIP: '
                          'its end is cut off', stacklevel=2)
    return tokens


@cache
def tokenizer():
    """CLIP's byte-pair encoding."""
    from open_clip.tokenizer import SimpleTokenizer
    return SimpleTokenizer()


def encode_tokens(model: nn.Module, tokens: Tensor) -> Tensor:
    """Features ``(N, D)``, not normalised, of tokens ``(N, L)``, computed up to the end of the longest text."""
    ends = tokens.argmax(dim=1)  # the end of a text has the largest number of all tokens
    length = int(ends.max()) + 1
    x = model.token_embedding(tokens[:, :length]) + model.positional_embedding[:length]
    x = model.transformer(x, attn_mask=model.attn_mask[:length, :length])
    return _project(model.text_projection, model.ln_final(x[torch.arange(len(x), device=x.device), ends]))


def _project(projection: nn.Module | Tensor | None, x: Tensor) -> Tensor:
    if projection is None:
        return x
    return projection(x) if isinstance(projection, nn.Module) else x @ projection
