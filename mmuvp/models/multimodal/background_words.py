"""Words of what is in images without being asked for (appendix D of the paper; the published code's list)."""
from collections.abc import Sequence

TERRESTRIAL = (
    'ground', 'land', 'grass', 'tree', 'mountain', 'rock', 'valley', 'earth', 'terrain', 'forest', 'bush', 'hill',
    'field', 'pasture', 'meadow', 'plateau', 'cliff', 'canyon', 'ridge', 'peak', 'plain', 'prairie', 'tundra',
    'savanna', 'steppe', 'crag', 'knoll', 'dune', 'glen', 'dale', 'copse', 'thicket')
AQUATIC_ATMOSPHERIC = (
    'sea', 'ocean', 'lake', 'water', 'river', 'sky', 'cloud', 'pond', 'stream', 'lagoon', 'bay', 'gulf', 'fjord',
    'estuary', 'creek', 'brook', 'reservoir', 'pool', 'spring', 'marsh', 'swamp', 'wetland', 'glacier', 'iceberg',
    'atmosphere', 'stratosphere', 'mist', 'fog', 'rain', 'drizzle', 'hail', 'sleet', 'snow', 'thunderstorm',
    'breeze', 'wind', 'gust', 'hurricane', 'tornado', 'monsoon', 'cumulus', 'cirrus', 'stratus', 'nimbus')
MAN_MADE = (
    'building', 'house', 'wall', 'road', 'street', 'railway', 'railroad', 'bridge', 'edifice', 'structure',
    'apartment', 'condominium', 'skyscraper', 'highway', 'boulevard', 'lane', 'alley', 'byway', 'avenue',
    'expressway', 'freeway', 'path', 'overpass', 'underpass', 'viaduct', 'tunnel', 'footbridge', 'crosswalk',
    'culvert', 'dam', 'archway', 'causeway', 'plaza', 'square', 'station', 'terminal')
# the one list of the published code; the paper's groups are longer and lack the helmet
PUBLISHED = (
    'ground', 'land', 'grass', 'tree', 'building', 'wall', 'sky', 'lake', 'water', 'river', 'sea', 'railway',
    'railroad', 'helmet', 'cloud', 'house', 'mountain', 'ocean', 'road', 'rock', 'street', 'valley', 'bridge')
GROUPS = {'terrestrial': TERRESTRIAL, 'aquatic-atmospheric': AQUATIC_ATMOSPHERIC, 'man-made': MAN_MADE,
          'published': PUBLISHED}


def background_words(names: str | Sequence[str]) -> tuple[str, ...]:
    """Expand groups of words.

    Args:
        names: words and names of groups: ``'terrestrial'``, ``'aquatic-atmospheric'``, ``'man-made'`` (the paper's)
            and ``'published'`` (the 23 words of the published code).

    Returns:
        The words, each of them once.
    """
    names = [names] if isinstance(names, str) else names
    return tuple(dict.fromkeys(word for name in names for word in GROUPS.get(name, (name,))))
