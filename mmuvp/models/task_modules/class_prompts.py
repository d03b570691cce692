"""Class names put into sentences, and what a text encoder makes of them."""
import warnings
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from mmuvp.models.choices import check_choice
from mmuvp.registry import TASK_UTILS

AVERAGES = ('projected', 'normalised')
TEMPLATES = ('simple', 'subset', 'imagenet')


@TASK_UTILS.register_module()
class ClassPrompts:
    """An ensemble of prompts for each class.

    Args:
        classes: names of the classes in the order of the labels, or the name of a list of them, see
            :func:`mmuvp.datasets.class_names.class_names`.
        templates: sentences with one ``{}`` for the name, or ``'simple'`` ("a photo of a {}."), ``'subset'`` (the
            seven that CLIP's authors found best on ImageNet) or ``'imagenet'`` (CLIP's eighty).
        average: of what the embedding of a class is the mean over its sentences: ``'projected'`` embeddings as they
            are, normalised afterwards (GroupViT's published code), or ``'normalised'`` ones, normalised again (CLIP).
        context_length: tokens of a sentence, start and end among them; of a longer one the rest is cut off, with
            a warning.

    Raises:
        ValueError: on no class, an empty name, an unknown list, a template without exactly one ``{}``, or an unknown
            average.
    """

    def __init__(self, classes: str | Sequence[str], templates: str | Sequence[str] = 'simple',
                 average: str = 'projected', context_length: int = 77):
        from mmuvp.datasets.class_names import class_names
        check_choice('average', average, AVERAGES)
        self.classes = class_names(classes)
        self.templates = prompt_templates(templates)
        self.average = average
        self.context_length = context_length

    @property
    def texts(self) -> list[list[str]]:
        """The sentences, a list for each class."""
        return [[template.replace('{}', name) for template in self.templates] for name in self.classes]

    @property
    def repeated(self) -> list[str]:
        """Names that more than one class has; arg-max never picks the later one."""
        return sorted({name for name in self.classes if self.classes.count(name) > 1})

    def tokens(self) -> Tensor:
        """Tokens of CLIP's byte-pair encoding.

        Returns:
            ``(C, T, context_length)`` int64 for C classes and T templates.
        """
        from open_clip import tokenize
        tokens = torch.stack([tokenize(texts, context_length=self.context_length) for texts in self.texts])
        filled = (tokens[..., -1] != 0).any(dim=1).nonzero().flatten().tolist()
        for label in filled:
            # one token more is there only if the sentence did not just fill the context
            if (tokenize(self.texts[label], context_length=self.context_length + 1)[:, -1] != 0).any():
                warnings.warn(f'the class name {self.classes[label][:40]!r} is too long for {self.context_length} '
                              'tokens and was cut', stacklevel=2)
        return tokens

    @torch.no_grad()
    def embed(self, encode_text: Callable[[Tensor], Tensor], device: torch.device | str | None = None,
              batch_size: int = 256) -> Tensor:
        """Embed the classes.

        Args:
            encode_text: from ``(N, context_length)`` tokens to ``(N, D)`` embeddings, not normalised.
            device: where to.
            batch_size: sentences that are encoded at a time.

        Returns:
            ``(C, D)`` float32, each of unit length.
        """
        tokens = self.tokens().to(device)
        encoded = torch.cat([encode_text(part).float() for part in tokens.flatten(0, 1).split(batch_size)])
        return self.combine(encoded.unflatten(0, tokens.shape[:2]))

    def combine(self, embeddings: Tensor) -> Tensor:
        """Average the sentences of each class.

        Args:
            embeddings: ``(C, T, D)``.

        Returns:
            ``(C, D)``, each of unit length.
        """
        if self.average == 'normalised':
            embeddings = F.normalize(embeddings, dim=-1)
        return F.normalize(embeddings.mean(dim=1), dim=-1)


def prompt_templates(templates: str | Sequence[str]) -> tuple[str, ...]:
    """Sentences for class names.

    Args:
        templates: as in :class:`ClassPrompts`.

    Returns:
        Sentences with one ``{}`` each.

    Raises:
        ValueError: on an unknown set, none at all, or one without exactly one ``{}``.
    """
    if isinstance(templates, str):
        return _template_set(templates)
    if not templates:
        raise ValueError('there is no template; at least one is needed')
    for template in templates:
        if template.count('{}') != 1:
            raise ValueError(f'a template must have one {{}} for the name of the class, unlike {template!r}')
    return tuple(templates)


def _template_set(key: str) -> tuple[str, ...]:
    check_choice('templates', key, TEMPLATES)
    if key == 'simple':
        return ('a photo of a {}.', )
    from open_clip import OPENAI_IMAGENET_TEMPLATES, SIMPLE_IMAGENET_TEMPLATES
    chosen = SIMPLE_IMAGENET_TEMPLATES if key == 'subset' else OPENAI_IMAGENET_TEMPLATES
    return tuple(template('{}') for template in chosen)
