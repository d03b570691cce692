"""The settings of CLIP as RNN on classes, against the paper and the published code."""
import pytest

from mmuvp.datasets.class_queries import class_queries
from mmuvp.models.multimodal import SCENE_TEMPLATES, background_words

MAIN = 'car_vit-b16-l14_'
B16, L14 = 'ViT-B-16-quickgelu', 'ViT-L-14-quickgelu'
CIRCLE, GRAY = {'circle', 'blur'}, {'blur', 'gray'}
VOC, COCO, CONTEXT, ADE, PC459 = (.4, .6, .4), (.5, .3, .5), (.6, .25, .4), (.6, .25, .7), (.4, .25, .7)
SETTINGS = [  # data, then eta, theta and lambda, visual prompts of things and of stuff
    ('voc21', VOC, CIRCLE, None), ('voc20', VOC, CIRCLE, None), ('coco-object', COCO, GRAY, None),
    ('context60', CONTEXT, CIRCLE, GRAY), ('context59', CONTEXT, CIRCLE, GRAY), ('ade150', ADE, GRAY, GRAY),
    ('ade847', ADE, GRAY, GRAY), ('pc459', PC459, GRAY, GRAY)]
THRESHOLDS = [
    ('voc21_eta-0p3', (.3, .6, .4)), ('voc21_eta-0p5', (.5, .6, .4)), ('voc21_theta-0p5', (.4, .5, .4)),
    ('voc21_theta-0p7', (.4, .7, .4)), ('voc21_lambda-0p3', (.4, .6, .3)), ('voc21_lambda-0p5', (.4, .6, .5)),
    ('coco-object_lambda-0p6', (.5, .3, .6)), ('coco-object_lambda-0p4', (.5, .3, .4)),
    ('coco-object_eta-0p4', (.4, .3, .5)), ('coco-object_eta-0p6', (.6, .3, .5)),
    ('coco-object_theta-0p4', (.5, .4, .5)), ('coco-object_theta-0p5', (.5, .5, .5))]
PROMPTS = ['circle', 'contour', 'blur', 'gray', 'mask', 'circle-gray', 'contour-blur-gray', 'blur-gray-mask',
           'circle-blur-gray-mask']
GROUPS = dict(t='terrestrial', a='aquatic-atmospheric', m='man-made')


def thresholds(cfg):
    car = cfg.model.car
    return car.classifier.mask_threshold, car.threshold, car.proposer.affinity.threshold


@pytest.mark.parametrize(('data', 'expected', 'prompts', 'of_stuff'), SETTINGS)
def test_settings(data, expected, prompts, of_stuff, read_config):
    cfg = read_config(MAIN + data)
    model, car = cfg.model, cfg.model.car
    assert thresholds(cfg) == expected
    assert set(car.classifier.prompts) == prompts
    assert ('stuff' in model) == (of_stuff is not None)
    if of_stuff is not None:
        changes = model.get('stuff_car', dict(classifier=car.classifier))
        assert set(changes['classifier']['prompts']) == of_stuff
        assert model.get('mutual', 'stuff') == 'stuff'
    assert (car.proposer.clip.name, car.classifier.clip.name) == (B16, L14)
    assert car.proposer.background == 'published'
    assert car.proposer.get('competing', True)
    assert tuple(car.classifier.templates) == SCENE_TEMPLATES
    assert model.crf == dict(type='mmuvp.DenseCRF')
    assert ('leave_background' in model) == (data in ('voc20', 'context59'))


@pytest.mark.parametrize(('name', 'expected'), THRESHOLDS)
def test_thresholds_of_table_5(name, expected, read_config):
    assert thresholds(read_config(MAIN + name)) == expected


@pytest.mark.parametrize('prompts', PROMPTS)
def test_prompts_of_table_4(prompts, read_config):
    assert '-'.join(read_config(f'{MAIN}voc21_{prompts}').model.car.classifier.prompts) == prompts


@pytest.mark.parametrize('groups', ['none', 't', 'a', 'm', 't-a', 'a-m', 't-m', 't-a-m'])
def test_background_words_of_table_6(groups, read_config):
    words = background_words(read_config(f'{MAIN}voc21_background-{groups}').model.car.proposer.background)
    assert words == background_words([GROUPS[key] for key in groups.split('-') if key in GROUPS])
    assert ('helmet' in words) is False


@pytest.mark.parametrize('data', ['voc21', 'coco-object'])
@pytest.mark.parametrize(('sizes', 'names'), [
    ('b16-b16', (B16, B16)), ('l14-b16', (L14, B16)), ('l14-l14', (L14, L14))])
def test_networks_of_table_3(data, sizes, names, read_config):
    car = read_config(f'car_vit-{sizes}_{data}').model.car
    assert (car.proposer.clip.name, car.classifier.clip.name) == names
    assert {car.proposer.clip.pretrained, car.classifier.clip.pretrained} == {'openai'}


def test_recurrence_and_activation_maps_of_table_2(read_config):
    assert read_config(f'{MAIN}voc21_no-recurrence').model.car.max_steps == 1
    assert read_config(f'{MAIN}voc21_grad-cam').model.car.proposer.affinity is None
    assert 'max_steps' not in read_config(f'{MAIN}voc21').model.car


def test_random_field_is_left_out(read_config):
    assert read_config(f'{MAIN}voc21_no-crf').model.crf is None


@pytest.mark.parametrize('data', ['voc21', 'coco-object', 'context60'])
def test_segments_of_sam(data, read_config):
    sam = read_config(f'{MAIN}{data}_hq-sam').model.sam
    assert (sam.iom_threshold, sam.iou_threshold) == (0.7, 0.7)
    assert sam.provider.type == 'mmuvp.HQSAMMasks'


def test_mutual_background_of_the_paper(read_config):
    model = read_config(f'{MAIN}context60_mutual-both').model
    assert (model.mutual, model.car.threshold) == ('both', 0.2)


def test_words_of_the_published_code():
    voc, coco = class_queries('voc_clip-es'), class_queries('coco_object_clip-es')
    assert (len(voc), len(coco)) == (20, 80)
    assert (voc[14], coco[0]) == ('person with clothes,people,human', ) * 2
    assert (voc[2], voc[8], voc[19]) == ('bird avian', 'chair seat', 'tvmonitor screen')
    assert len(set(voc)) == 20
    assert len(set(coco)) == 80
