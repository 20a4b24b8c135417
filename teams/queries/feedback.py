"""Reads of feedback."""

from django.db.models import Count, QuerySet

from teams.models import Feedback, FeedbackWord


def with_word_counts(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Each with ``said``: how many things were said in it."""
    return feedback.annotate(said=Count("words"))


def words_of(feedback: Feedback) -> QuerySet[FeedbackWord]:
    """In the order they were said."""
    return FeedbackWord.objects.filter(feedback=feedback).select_related("author").order_by("said_at", "pk")
