"""Words about a scene: a caption, and expressions each of which fits exactly one of its instances."""
from collections import Counter

from .classes import BACKS, CLASSES, GROUNDS

_NUMBERS = ('no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
            'twelve', 'thirteen', 'fourteen')
_BACK_PHRASES = dict(sky='under the sky', wall='in front of a wall')
# Radius, relative to the shorter side, up to which a thing is small and from which on it is large.
_SMALL, _LARGE = 0.1, 0.15
# By how many pixels a thing must lie farther out than its rivals to be the leftmost one, and so on.
_MARGIN = 4


def caption(scene, segments):
    """Say what is visible, e.g. "two red discs and a blue star on grass under the sky".

    Args:
        scene (Scene): The description.
        segments (list[dict]): Its visible segments, from `render`.

    Returns:
        str: One phrase in lower case.
    """
    things = [scene.things[segment['thing']] for segment in segments if segment['isthing']]
    groups = Counter((thing.colour, thing.name) for thing in things)
    nouns = [_count(number, f'{colour} {name}') for (colour, name), number in groups.items()]
    stuff = {CLASSES[segment['category_id'] - 1] for segment in segments if not segment['isthing']}
    phrases = [_join(nouns)] if nouns else []
    grounds = [name for name in GROUNDS if name in stuff]
    if grounds:
        phrases.append(('on ' if nouns else '') + _join(grounds))
    phrases += [_BACK_PHRASES[name] for name in BACKS if name in stuff]
    return ' '.join(phrases)


def _count(number, noun):
    if number == 1:
        return f'{"an" if noun[0] in "aeiou" else "a"} {noun}'
    return f'{_NUMBERS[number]} {noun}{"es" if noun.endswith("s") else "s"}'


def _join(words):
    return words[0] if len(words) == 1 else ', '.join(words[:-1]) + ' and ' + words[-1]


def referring_expressions(scene, segments):
    """Refer to single instances.

    Args:
        scene (Scene): The description.
        segments (list[dict]): Its visible segments, from `render`.

    Returns:
        dict[int, list[str]]: Expressions by segment id, from the shortest on, e.g. "the large red disc on the
        left". Each is true of that instance only; an instance that no expression singles out is missing.
    """
    words = {segment['id']: _words(scene, segment) for segment in segments if segment['isthing']}
    expressions = {}
    for segment_id, own in words.items():
        others = [word for other, word in words.items() if other != segment_id]
        found = [_phrase(own, keys) for keys in _COMBINATIONS if _fits_only(own, others, keys)]
        found = found or _superlatives(own, others)
        if found:
            # The shortest, a middle one and the longest, each once.
            expressions[segment_id] = list(dict.fromkeys((found[0], found[len(found) // 2], found[-1])))
    return expressions


# Which attributes an expression names, besides the class; the shorter ones come first.
_COMBINATIONS = (
    (), ('colour', ), ('size', ), ('across', ), ('down', ), ('size', 'colour'), ('colour', 'across'),
    ('colour', 'down'), ('across', 'down'), ('size', 'colour', 'across'), ('size', 'colour', 'down'),
    ('colour', 'across', 'down'), ('size', 'colour', 'across', 'down'))


def _words(scene, segment):
    """The attributes of an instance in words (`None` where none fits), and the centre of its visible part."""
    thing = scene.things[segment['thing']]
    left, top, width, height = segment['bbox']
    x, y = left + width / 2, top + height / 2
    relative = thing.radius / min(scene.height, scene.width)
    return dict(
        name=thing.name, colour=thing.colour, x=x, y=y,
        size='small' if relative <= _SMALL else 'large' if relative >= _LARGE else None,
        across=_third(x / scene.width, 'on the left', 'on the right'),
        down=_third(y / scene.height, 'at the top', 'at the bottom'))


def _third(position, low, high):
    return low if position < 1 / 3 else high if position > 2 / 3 else None


def _fits_only(own, others, keys):
    if any(own[key] is None for key in keys):
        return False
    return not any(all(own[key] == other[key] for key in ('name', ) + keys) for other in others)


def _phrase(own, keys):
    before = [own[key] for key in ('size', 'colour') if key in keys]
    after = [own[key] for key in ('down', 'across') if key in keys]
    return ' '.join(['the', *before, own['name'], *after])


def _superlatives(own, others):
    rivals = [other for other in others if (other['name'], other['colour']) == (own['name'], own['colour'])]
    extremes = (('leftmost', 'x', -1), ('rightmost', 'x', 1), ('topmost', 'y', -1), ('lowest', 'y', 1))
    return [f'the {word} {own["colour"]} {own["name"]}' for word, axis, sign in extremes
            if all(sign * (own[axis] - rival[axis]) >= _MARGIN for rival in rivals)]
