"""A file that cannot become a table: one sentence for the person, one for the way out."""


class Unreadable(Exception):  # noqa: N818 - it is read aloud to a teacher: "unreadable", not "error"
    """``sentence`` says what the file is or lacks, ``remedy`` what to do; both are shown as they are."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
