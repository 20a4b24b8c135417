from django.http import HttpRequest, HttpResponse

from plc.schools.access import EVERYONE, for_roles


@for_roles(*EVERYONE)
def home(request: HttpRequest, district: str) -> HttpResponse:
    return HttpResponse("home")
