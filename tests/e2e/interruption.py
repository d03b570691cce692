"""Training that stops as if it had been killed."""
from mmengine.hooks import Hook


class Recorder(Hook):
    """Notes losses, and interrupts training before an iteration."""

    def __init__(self, stop=None):
        self.losses, self.stop = {}, stop

    def before_train_iter(self, runner, **kwargs):
        if runner.iter == self.stop:
            raise KeyboardInterrupt

    def after_train_iter(self, runner, outputs, **kwargs):
        self.losses[runner.iter] = outputs['loss'].item()


def train_until(runner, stop=None):
    """Train to the end, or to an interruption before iteration `stop`, and return the losses by iteration."""
    recorder = Recorder(stop)
    runner.register_hook(recorder)
    try:
        runner.train()
    except KeyboardInterrupt:
        assert stop is not None
    return recorder.losses
