# CLIP as RNN on the 59 classes of Pascal Context, things and stuff apart, with the published settings
_base_ = './car.py'

model = dict(
    classes='pascal_context',
    stuff='pascal_context_stuff',
    stuff_car=dict(classifier=dict(prompts=('blur', 'gray'))),
    car=dict(threshold=0.25, classifier=dict(mask_threshold=0.6)))
