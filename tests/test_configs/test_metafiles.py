"""The model index against the configs."""
import pytest
import yaml

from mmuvp.apis.config import config_root

ROOT = config_root().parent
METRICS = {'PQ', 'AP', 'mIoU'}
FOLDERS = ('axial_deeplab', 'kmax_deeplab', 'remax')


@pytest.fixture(scope='module')
def index():
    """The contents of the metafiles that the model index imports, of panoptic segmentation."""
    paths = yaml.safe_load((ROOT / 'model-index.yml').read_text())['Import']
    paths = [path for path in paths if path.split('/')[1] in FOLDERS]
    return [yaml.safe_load((ROOT / path).read_text()) for path in paths]


def test_collections_have_a_readme_and_a_paper(index):
    for metafile in index:
        for collection in metafile['Collections']:
            assert (ROOT / collection['README']).is_file()
            assert collection['Paper']['URL'].startswith('https://')


def test_models_are_the_configs(index):
    models = [model for metafile in index for model in metafile['Models']]
    models = [model for model in models if not model['Name'].endswith('_in1k')]
    listed = {model['Config'] for model in models}
    assert len(listed) == len(models)
    there = {str(path.relative_to(ROOT)) for folder in FOLDERS
             for path in (ROOT / 'configs' / folder).rglob('*.py') if not path.stem.endswith('_in1k')}
    assert listed == there
    for model in models:
        assert model['Config'].endswith(f'/{model["Name"]}.py')


def test_facts_of_models(index, read_config):
    for metafile in index:
        collections = {collection['Name'] for collection in metafile['Collections']}
        for model in metafile['Models']:
            if model['Name'].endswith('_in1k'):
                continue
            assert model['In Collection'] in collections
            if 'Metadata' in model:
                loop = read_config(model['Name']).train_cfg
                expected = dict(Iterations=loop.max_iters) if 'max_iters' in loop else dict(Epochs=loop.max_epochs)
                assert model['Metadata'] == expected
            for result in model.get('Results', []):
                assert result['Task'] == 'Panoptic Segmentation'
                assert METRICS.issuperset(result['Metrics'])
                assert all(0 < value < 100 for value in result['Metrics'].values())
