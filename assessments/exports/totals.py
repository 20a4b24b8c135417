"""The district's table of schools as rows of text: what the page shows, and no more."""

from assessments.disclosure.totals import ALL_SCHOOLS, ALL_STANDARDS, TotalsTable


def total_rows(table: TotalsTable) -> list[list[str]]:
    """Titles, one row a school, and the total of all schools last."""
    titles = [f"{column.code} {column.name}".strip() for column in table.columns]
    return [
        ["School", *titles, ALL_STANDARDS],
        *([row.name, *(figure.words for figure in (*row.cells, row.total))] for row in table.rows),
        [ALL_SCHOOLS, *(column.total.words for column in table.columns), table.total.words],
    ]
