"""A handler for runs in which there is nothing for one to do."""


class NothingToHandle:
    """Fails where it is asked after all."""

    def compose(self, *_: object) -> bytes | None:
        raise AssertionError

    def after(self, *_: object) -> None:
        raise AssertionError
