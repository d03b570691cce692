"""The model index against the configs."""
import pytest
import yaml

from mmuvp.apis.config import config_root

ROOT = config_root().parent
METRICS = {'Panoptic Segmentation': {'PQ', 'AP', 'mIoU'}, 'Image Classification': {'Top 1 Accuracy', 'Top 5 Accuracy'},
           'Image Clustering': {'ACC', 'ARI', 'NMI', 'FMI'}, 'Image Retrieval': {'mAP (medium)', 'mAP (hard)'},
           'Multi-Label Classification': {'CF1', 'OF1'}, 'Object Detection': {'box AP'},
           'Instance Segmentation': {'mask AP'},
           'Referring Expression Segmentation': {'mIoU'},
           'Referring Video Object Segmentation': {'J&F', 'J', 'F'},
           'Semantic Segmentation': {'boundary mIoU', 'mAcc', 'mIoU', 'mIoU(ms+flip)'}}


@pytest.fixture(scope='module')
def index():
    """The contents of the metafiles that the model index imports."""
    paths = yaml.safe_load((ROOT / 'model-index.yml').read_text())['Import']
    return [yaml.safe_load((ROOT / path).read_text()) for path in paths]


def test_collections_have_a_readme_and_a_paper(index):
    for metafile in index:
        for collection in metafile['Collections']:
            assert (ROOT / collection['README']).is_file()
            assert collection['Paper']['URL'].startswith('https://')


def test_models_are_the_configs(index):
    models = [model for metafile in index for model in metafile['Models']]
    listed = {model['Config'] for model in models}
    assert len(listed) == len(models)
    there = {str(path.relative_to(ROOT)) for path in (ROOT / 'configs').rglob('*.py') if '_base_' not in path.parts}
    assert listed == there
    for model in models:
        assert model['Config'].endswith(f'/{model["Name"]}.py')


def test_facts_of_models(index, read_config):
    for metafile in index:
        collections = {collection['Name'] for collection in metafile['Collections']}
        for model in metafile['Models']:
            assert model['In Collection'] in collections
            if 'Metadata' in model:
                loop = read_config(model['Name']).train_cfg
                expected = dict(Iterations=loop.max_iters) if 'max_iters' in loop else dict(Epochs=loop.max_epochs)
                assert model['Metadata'] == expected
            for result in model.get('Results', []):
                assert METRICS[result['Task']].issuperset(result['Metrics'])
                assert all(0 < value < 100 for value in result['Metrics'].values())
