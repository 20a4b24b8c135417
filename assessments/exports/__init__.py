"""What a report gives to take away: tables, pictures and a hand-out. Pure: a reader's own view in, files' contents out.

Nothing here sees more than the page does; what is hidden on the page is hidden here, with the same reason.
"""
