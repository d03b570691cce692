"""What the stages of CLIP as RNN cost for one image, beside their direct way in the same run."""
from dataclasses import dataclass

from ..models.multimodal.cam_proposals import scale_to_unit
from ..models.multimodal.clip_images import resize_to_patches, to_tensor
from ..models.multimodal.clip_text import encode_texts
from ..models.multimodal.last_block import LastBlock
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
    """Time the stages of the first pass, each of them and its direct way in turn.

    Features of texts are a stage of their own, and known in the others: a model computes them once.

    Args:
        car (CLIPAsRNN): Whose proposals are refined.
        image (ndarray): (H, W, 3), uint8, RGB.
        queries (Sequence[str]): ``Q`` texts.
        repeats (int): How often each is timed, after a first time.
        crf (Callable, optional): From the image and masks (Q, H, W), an ndarray, to labels.

    Yields:
        StageCost: Texts, CAM with the network before it, affinity, prompts, classifier, and the CRF if there is one.
    """
    proposer, classifier = car.proposer, car.classifier
    view = proposer.observe(image)
    proposals = proposer(view, queries)

    def cost(name, own, direct=None):
        functions = [own] if direct is None else [own, direct]
        seconds = median_seconds_in_turn(functions, proposer.device, repeats)
        return StageCost(name, seconds[0], None if direct is None else seconds[1])

    yield _text_cost(cost, car, queries)
    yield _cam_cost(cost, proposer, image, queries)
    yield _affinity_cost(cost, proposer, queries, view)
    yield cost('prompts', lambda: list(classifier.point_out(image, proposals)),
               lambda: car_direct.point_out(classifier, image, proposals))
    yield _classifier_cost(cost, classifier, image, proposals, queries)
    if crf is not None:
        masks = proposals.cpu().numpy()
        yield cost('CRF', lambda: crf(image, masks))


def _text_cost(cost, car, queries):
    """All texts of a pass: the bare queries, and those in the classifier's templates."""
    templates = car.classifier.templates or (car.proposer.template, )
    prompts = [template.format(query) for template in templates for query in queries]
    own, direct = encode_texts, car_direct.encode_texts
    proposing, judging = car.proposer.clip, car.classifier.clip
    return cost('texts', lambda: (own(proposing.model, queries), own(judging.model, prompts)),
                lambda: (direct(proposing, queries), direct(judging, prompts)))


def _cam_cost(cost, proposer, image, queries):
    clip = proposer.clip
    texts = clip.encode_texts([proposer.first_template.format(query) for query in queries])
    words = clip.encode_texts([proposer.template.format(word) for word in proposer.background])

    def probabilities(feature):
        return proposer.probabilities(feature, texts, words)

    def tokens():
        images = to_tensor([resize_to_patches(image, clip.patch_size)], clip.mean, clip.std)
        return clip.encode_until_last(images, proposer.affinity.num_blocks - 1)[0][0]

    return cost('CAM', lambda: LastBlock(clip, tokens(), proposer.chunk_size).class_maps(probabilities),
                lambda: car_direct.class_maps(clip, tokens(), probabilities, len(queries)))


def _affinity_cost(cost, proposer, queries, view):
    maps, affinity = proposer.class_maps(view, queries), proposer.affinity
    attention = view.last_block.attention
    return cost('affinity', lambda: scale_to_unit(affinity.refine(maps, affinity.affinity(attention))),
                lambda: scale_to_unit(car_direct.refine(affinity, maps, attention)))


def _classifier_cost(cost, classifier, image, proposals, queries):
    pictures = list(classifier.point_out(image, proposals))
    return cost('classifier',
                lambda: classifier.score_matrix(classifier.encode_pictures(pictures), queries),
                lambda: classifier.score_matrix(car_direct.encode_pictures(classifier, pictures), queries))
