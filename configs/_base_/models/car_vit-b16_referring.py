# CLIP as RNN on expressions, each of which competes with the background words alone; both CLIPs are OpenAI's ViT-B/16
model = dict(
    type='mmuvp.CLIPAsRNNReferring',
    car=dict(
        type='mmuvp.CLIPAsRNN',
        clip=dict(type='mmuvp.FrozenCLIP', name='ViT-B-16-quickgelu', pretrained='openai'),
        proposer=dict(
            type='mmuvp.GradCAMProposals',
            affinity=dict(type='mmuvp.AttentionAffinity', threshold=0.5),
            competing=False),
        classifier=dict(type='mmuvp.MaskClassifier', mask_threshold=0.5, prompts=('circle', 'blur')),
        threshold=0.3),
    crf=dict(type='mmuvp.DenseCRF'))
