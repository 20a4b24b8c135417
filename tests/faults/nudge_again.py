"""``python -m tests.faults.nudge_again DISTRICT ASSESSMENT``: what a worker does with a nudge, here and to its end."""

import sys

import django


def main(district_id: int, assessment_id: int) -> None:
    django.setup()
    from assessments.tasks import compute_report  # noqa: PLC0415  (models, so only now)

    compute_report(district_id=district_id, assessment_id=assessment_id)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
