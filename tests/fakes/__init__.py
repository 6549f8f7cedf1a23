"""Stand-ins for engines, for faults and edge cases; real engines are tested too."""

from tests.fakes.openai_server import FakeOpenAIServer
from tests.fakes.scripted_model import ScriptedEmbedder, ScriptedModel

__all__ = ["FakeOpenAIServer", "ScriptedEmbedder", "ScriptedModel"]
