"""The audit log, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plc.http.pages import page_of
from plc.schools.access import for_roles
from plc.schools.models import Role
from plc.schools.queries import audit_entries


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def audit(request: HttpRequest, district: str) -> HttpResponse:
    return render(request, "schools/audit.html", {"page": page_of(request, audit_entries())})
