"""Who reads a run, as the disclosure rules need to know it; page, API and export ask here."""

from django.utils.crypto import salted_hmac

from assessments.access import own_section_ids
from assessments.disclosure import Reader
from assessments.models import Assessment, ReportRun
from plc.schools.access import Viewer
from teams.access import standing_in
from teams.models import Disclosure


def reader_of(viewer: Viewer, assessment: Assessment, run: ReportRun | None) -> Reader:
    """Members and those who teach a class of it see classes; a principal who does not sees the team alone."""
    own = own_section_ids(viewer, assessment)
    standing = standing_in(viewer, assessment.team)
    secret = salted_hmac("plc.blind-letters", f"{assessment.district_id}:{run.pk if run else 0}", algorithm="sha256")
    return Reader(
        sees_sections=standing.is_member or bool(own),
        own_section_ids=own,
        names="named" if assessment.team.disclosure == Disclosure.NAMED else "blind",
        smallest_group=viewer.district.smallest_group,
        secret=secret.hexdigest(),
    )
