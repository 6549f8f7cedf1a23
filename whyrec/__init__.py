"""whyrec: the recommender that can always answer "why this?"."""

__version__ = "0.1.0"
