from tests.contracts import permissions


def test_the_page_of_permissions_says_what_the_views_say() -> None:
    written = permissions.PAGE.read_text() if permissions.PAGE.exists() else ""
    assert written == permissions.text(), "Write it anew: python -m tests.contracts.permissions"
