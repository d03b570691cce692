# Pascal VOC 2012, 20 classes and the background, as GroupViT sees it
_base_ = ['./voc21_whole.py', './zero-shot_448.py']

data_preprocessor = _base_.normalisation
# labels stay at full size, where predictions are scored
test_pipeline = [_base_.test_pipeline[0], _base_.resize, *_base_.test_pipeline[1:]]
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_evaluator = _base_.evaluators
