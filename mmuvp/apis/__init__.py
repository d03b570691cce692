"""Models by name, and what is done with them outside of a Runner."""
from .complexity import Complexity, get_complexity
from .config import list_models, load_config
from .errors import ConfigError, ImageError, UsageError
from .model import get_model, strip_training_parts, training_only_prefixes
from .publish import publish

__all__ = ['Complexity', 'ConfigError', 'ImageError', 'UsageError', 'get_complexity', 'get_model', 'list_models',
           'load_config', 'publish', 'strip_training_parts', 'training_only_prefixes']
