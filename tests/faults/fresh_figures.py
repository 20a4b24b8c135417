"""``python -m tests.faults.fresh_figures DISTRICT ASSESSMENT``: the report as computed now, beside what is stored.

Runs in a process of its own with the product's environment, so that nothing of the worker's is shared.
"""

import json
import sys

import django
from django.db import transaction

from plc.tenancy import tenant


def main(district_id: int, assessment_id: int) -> None:
    django.setup()
    from assessments.models import Assessment  # noqa: PLC0415  (models, so only now)
    from assessments.reporting import figures_of, gather_inputs  # noqa: PLC0415

    with tenant(district_id), transaction.atomic():
        inputs = gather_inputs(Assessment.objects.select_related("current_version").get(pk=assessment_id))
        print(json.dumps({"digest": inputs.digest(), "figures": figures_of(inputs)}))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
