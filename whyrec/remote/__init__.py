"""A running whyrec server, called like a `whyrec.Recommender` of one's own."""

from whyrec.remote._address import in_the_open, server_address
from whyrec.remote._recommender import RemoteRecommender

__all__ = ["RemoteRecommender", "in_the_open", "server_address"]
