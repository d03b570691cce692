"""Sphinx configuration: ``sphinx-build docs docs/_build`` after ``pip install -r requirements/docs.txt``."""
project = 'mmuvp'
copyright = 'mmuvp contributors'
extensions = ['myst_parser', 'sphinx.ext.autodoc', 'sphinx.ext.napoleon']
exclude_patterns = ['_build']
html_theme = 'alabaster'
