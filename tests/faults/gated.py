"""The product's Celery app for a worker that a test can stop in mid-task, or make die there. Only tests start it.

``celery -A tests.faults.gated worker``. Files in the directory PLC_TEST_GATE are the signals, so that they reach a
worker whatever has become of the broker and the database.

It also takes an upload up again a moment after its last sign of life, where the product waits a minute and a half.
"""

import datetime
import os
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

from plc.celery import app  # noqa: F401  (what `celery -A` looks for)

SILENCE = datetime.timedelta(seconds=2)


@worker_process_init.connect
def put_up_the_gate(**_: Any) -> None:
    """In each process of the pool, when Django stands: every computation goes through the gate first."""
    from assessments import jobs, reporting  # noqa: PLC0415  (models, so only now)

    jobs.SILENT_READER = jobs.SILENT_SAVER = SILENCE

    reporting.compute_run = partial(_through_the_gate, Path(os.environ["PLC_TEST_GATE"]), reporting.compute_run)


def _through_the_gate(gate: Path, compute_run: Any, run: Any) -> None:
    draft = gate / f"draft.{os.getpid()}"
    draft.write_text(str(os.getpid()))
    draft.rename(gate / f"entered.{run.pk}.{run.attempts}")
    while (gate / "closed").exists():
        time.sleep(0.02)
    if (gate / "deadly").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    compute_run(run)
