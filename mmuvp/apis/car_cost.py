"""What the stages of CLIP as RNN cost for one image, beside their direct way in the same run."""
from dataclasses import dataclass

from ..models.multimodal.cam_proposals import scale_to_unit
from ..models.multimodal.clip_images import resize_to_patches, to_tensor
from ..models.multimodal.clip_text import encode_texts
from ..models.multimodal.last_block import LastBlock
from ..models.multimodal.prompt_templates import ORIGAMI
from . import car_direct
from .timing import median_seconds_in_turn


@dataclass(frozen=True)
class StageCost:
    """A stage of one pass.

    Attributes:
        name (str): Of the stage.
        seconds (float): Median time.
        direct_seconds (float | None): That of the direct way, see :mod:`mmuvp.apis.car_direct`; None where it is
            the same.
    """
    name: str
    seconds: float
    direct_seconds: float | None

    @property
    def ratio(self):
        """float | None: How many times as long the direct way takes."""
        return None if self.direct_seconds is None else self.direct_seconds / self.seconds


def stage_costs(car, image, queries, repeats, crf=None):
    """Time the stages of a pass, each of them and its direct way in turn.

    Stages that encode texts do so, as if none were known.  In a later pass the model knows the image and the texts;
    the direct way starts anew.

    Args:
        car (CLIPAsRNN): Whose proposals are refined.
        image (ndarray): (H, W, 3), uint8, RGB.
        queries (Sequence[str]): ``Q`` texts.
        repeats (int): How often each is timed, after a first time.
        crf (Callable, optional): From the image and masks (Q, H, W), an ndarray, to labels.

    Yields:
        StageCost: CAM (texts, network and maps), the same in a later pass, affinity, prompts, classifier (texts,
        pictures and scores), the same in a later pass, and the CRF if there is one.
    """
    proposer, classifier = car.proposer, car.classifier
    view = proposer.observe(image)
    proposals = proposer(view, queries)

    def costs(names, owns, direct):
        *seconds, direct_seconds = median_seconds_in_turn([*owns, direct], proposer.device, repeats)
        return [StageCost(name, own, direct_seconds) for name, own in zip(names, seconds, strict=True)]

    yield from costs(('CAM', 'CAM, later'), *_cam(proposer, image, queries))
    yield from costs(['affinity'], *_affinity(proposer, queries, view))
    yield from costs(['prompts'], [lambda: list(classifier.point_out(image, proposals))],
                     lambda: car_direct.point_out(classifier, image, proposals))
    yield from costs(('classifier', 'classifier, later'), *_classifier(classifier, image, proposals, queries))
    if crf is not None:
        masks = proposals.cpu().numpy()
        yield StageCost('CRF', *median_seconds_in_turn([lambda: crf(image, masks)], proposer.device, repeats), None)


def _cam(proposer, image, queries):
    """The stage with texts and network, without them, and its direct way."""
    clip = proposer.clip
    prompts = [proposer.first_template.format(query) for query in queries]
    words = clip.encode_texts([proposer.template.format(word) for word in proposer.background])

    def last_block():
        return LastBlock(clip, tokens(), proposer.chunk_size)

    def tokens():
        images = to_tensor([resize_to_patches(image, clip.patch_size)], clip.mean, clip.std)
        return clip.encode_until_last(images, proposer.affinity.num_blocks - 1)[0][0]

    def score(texts):
        return lambda feature: proposer.probabilities(feature, texts, words)

    seen, texts = last_block(), clip.encode_texts(prompts)
    return ((lambda: last_block().class_maps(score(encode_texts(clip.model, prompts))),
             lambda: seen.class_maps(score(texts))),
            lambda: car_direct.class_maps(clip, tokens(), score(car_direct.encode_texts(clip, prompts)), len(queries)))


def _affinity(proposer, queries, view):
    """The stage, and its direct way."""
    maps, affinity = proposer.class_maps(view, queries), proposer.affinity
    attention = view.last_block.attention
    return ([lambda: scale_to_unit(affinity.refine(maps, affinity.affinity(attention)))],
            lambda: scale_to_unit(car_direct.refine(affinity, maps, attention)))


def _classifier(classifier, image, proposals, queries):
    """The stage with texts, without them, and its direct way."""
    pictures, clip = list(classifier.point_out(image, proposals)), classifier.clip
    templates = classifier.templates or (ORIGAMI, )
    prompts = [template.format(query) for template in templates for query in queries]

    def scores(features):
        return classifier.score_matrix(features, queries)

    scores(classifier.encode_pictures(pictures[:1]))  # from now on the texts are known
    return ((lambda: (encode_texts(clip.model, prompts), scores(classifier.encode_pictures(pictures))),
             lambda: scores(classifier.encode_pictures(pictures))),
            lambda: (car_direct.encode_texts(clip, prompts),
                     scores(car_direct.encode_pictures(classifier, pictures))))
