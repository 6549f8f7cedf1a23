"""A conversation as a client without memory of its own leads it."""

from __future__ import annotations

from whyrec import Recommender
from whyrec.domain import ChatAnswer, ChatTurn, Scene


class Talk:
    """Sends the whole conversation with every message, and nothing else.

    Args:
        rec: Whom it talks with.
        user: The user.
    """

    def __init__(self, rec: Recommender, user: str = "u0") -> None:
        self.rec = rec
        self.user = user
        self.turns: list[ChatTurn] = []
        self.pieces: list[str] = []
        """Of the last answer."""
        self.scene: Scene | None = None
        """That of the turns to come."""

    async def say(self, words: str) -> ChatAnswer:
        """Say something and take the answer into the conversation."""
        self.turns.append(ChatTurn(role="user", content=words))
        answer = await self._ask()
        self.turns.append(ChatTurn(role="assistant", content=answer.text))
        return answer

    async def again(self) -> ChatAnswer:
        """Let the last answer be made anew, as a client's "regenerate" does."""
        self.turns.pop()
        answer = await self._ask()
        self.turns.append(ChatTurn(role="assistant", content=answer.text))
        return answer

    async def _ask(self) -> ChatAnswer:
        self.pieces = []
        answer = None
        async for chunk in self.rec.chat(self.user, self.turns, scene=self.scene):
            assert answer is None, "nothing comes after the answer as a whole"
            if chunk.text:
                self.pieces.append(chunk.text)
            answer = chunk.answer
        assert answer is not None
        assert "".join(self.pieces) == answer.text
        return answer
