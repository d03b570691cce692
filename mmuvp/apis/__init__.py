"""Models by name, and what is done with them outside of a Runner."""
from .complexity import Complexity, get_complexity
from .config import ConfigError, list_models, load_config
from .model import get_model, strip_training_parts, training_only_prefixes
from .publish import publish

__all__ = ['Complexity', 'ConfigError', 'get_complexity', 'get_model', 'list_models', 'load_config', 'publish',
           'strip_training_parts', 'training_only_prefixes']
