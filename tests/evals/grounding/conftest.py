"""The built home of the recommender's tests, for explanations that were really composed."""

from tests.recommender.conftest import built, home, model, rec

__all__ = ["built", "home", "model", "rec"]
