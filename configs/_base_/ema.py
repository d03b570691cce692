# A running mean of the weights, 0.99996 a step, is what is validated and saved as the model
custom_hooks = [
    dict(type='EMAHook', ema_type='ExponentialMovingAverage', momentum=4e-5, priority='ABOVE_NORMAL'),
]
