"""The base class of every Celery task: a task runs inside one district, or says aloud that it does not."""

from typing import Any

from celery import Task

from plc.tenancy.context import tenant


class TenantTask(Task):
    """Opens ``district_id``, a required keyword argument of every task, around the task's body.

    A task that visits several districts sets ``outside_tenants`` to the reason why.
    """

    abstract = True
    outside_tenants: str = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.outside_tenants:
            return super().__call__(*args, **kwargs)
        if "district_id" not in kwargs:
            raise TypeError(f"{self.name} needs the keyword argument district_id: tasks run inside one district.")
        with tenant(kwargs["district_id"]):
            return super().__call__(*args, **kwargs)
