"""The one base of every error that a person is meant to read."""


class ExplainedError(ValueError):
    """A sentence for the user: what happened, what was expected, how to mend it.

    Its text reaches the screen as written. `node` is the id of the node that it is about, "" where it is about none
    or that is not known. Subclasses live beside the code that raises them; any other exception that reaches a user is
    a bug of ours.
    """

    def __init__(self, sentence: str = "", node: str = "") -> None:
        super().__init__(sentence)
        self.node = node
