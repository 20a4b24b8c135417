"""What somebody has written on a page whose thing is gone when they save it: given back to them, never dropped."""

from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST: Final = 20


def typed_words(request: HttpRequest) -> tuple[str, ...]:
    """The texts of the form that was sent, in its order: what has more than one word was written by somebody.

    Only for people of the district. Files are with the person still; a form nobody can read holds no words.
    """
    if request.method != "POST" or request.content_type not in FORMS or getattr(request, "viewer", None) is None:
        return ()
    try:
        sent = request.POST.lists()
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return ()
    texts = (str(value).strip() for _, values in sent for value in values)
    return tuple(text for text in texts if len(text.split()) > 1)[:MOST]
