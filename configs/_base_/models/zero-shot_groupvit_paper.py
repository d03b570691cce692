# Groups of two-stage GroupViT named by words, as the paper says: product of hard assignments, one softmax, and the
# templates of training (sections 3.3 and 4.1)
_base_ = './zero-shot_groupvit.py'

model = dict(groups=dict(assignment='hard'), top_classes=None, product=False, prompts=dict(templates='imagenet'))
