"""`scenes`: pictures of shapes on textured ground, drawn from a seed, with every kind of annotation."""
from .classes import CLASSES, PALETTE, STUFF, THINGS
from .description import Region, Scene, Thing, describe
from .language import caption, referring_expressions
from .making import ensure_scenes
from .rendering import render
from .sheet import contact_sheet
from .spec import DIFFICULTIES, Difficulty, SceneSpec
from .writing import write_scenes

__all__ = [
    'CLASSES', 'DIFFICULTIES', 'PALETTE', 'STUFF', 'THINGS', 'Difficulty', 'Region', 'Scene', 'SceneSpec',
    'Thing', 'caption', 'contact_sheet', 'describe', 'ensure_scenes', 'referring_expressions', 'render', 'write_scenes'
]
