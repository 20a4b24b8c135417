"""The district's table of schools as rows of text: what the page shows, and no more."""

from assessments.disclosure.totals import TotalsTable


def total_rows(table: TotalsTable) -> list[list[str]]:
    """Titles, one row a school, and the total of all schools last."""
    titles = [f"{column.code} {column.name}".strip() for column in table.columns]
    return [
        ["School", *titles, "All standards"],
        *([row.name, *(figure.words for figure in (*row.cells, row.total))] for row in table.rows),
        ["All schools", *(column.total.words for column in table.columns), table.total.words],
    ]
