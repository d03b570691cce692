# CLIP as RNN with the settings of Pascal VOC: ViT-B/16 of OpenAI proposes masks, ViT-L/14 judges them
sizes = ('small', 'medium', 'large')
templates = [
    'a clean origami {}.', 'a photo of a {}.', 'This is a photo of a {}', 'There is a {} in the scene',
    'There is the {} in the scene', 'a photo of a {} in the scene',
    *['a photo of a ' + size + ' {}.' for size in sizes],
    *['This is a photo of a ' + size + ' {}.' for size in sizes],
    *['There is a ' + size + ' {} in the scene.' for size in sizes]
]
car = dict(
    type='mmuvp.CLIPAsRNN',
    proposer=dict(
        type='mmuvp.GradCAMProposals',
        clip=dict(type='mmuvp.FrozenCLIP', name='ViT-B-16-quickgelu', pretrained='openai'),
        affinity=dict(type='mmuvp.AttentionAffinity', threshold=0.4),
        background='published'),
    classifier=dict(
        type='mmuvp.MaskClassifier',
        clip=dict(type='mmuvp.FrozenCLIP', name='ViT-L-14-quickgelu', pretrained='openai'),
        mask_threshold=0.4,
        prompts=('circle', 'blur'),
        templates=templates),
    threshold=0.6)
model = dict(
    type='mmuvp.CLIPAsRNNSegmentor', car=car, classes='voc_clip-es', crf=dict(type='mmuvp.DenseCRF'))
