"""The district office's addresses, under ``/d/<district>/``."""

from django.urls import path

from plc.schools.views import calendar, history, invitations, news, people, places, years

app_name = "schools"

urlpatterns = [
    path("schools/", places.schools, name="schools"),
    path("schools/<int:school_id>/", places.school, name="school"),
    path("school-years/", years.years, name="school_years"),
    path("school-years/new/", years.new_year, name="new_school_year"),
    path("school-years/<int:year_id>/free-days/", calendar.free_days, name="free_days"),
    path("free-days/<int:days_id>/remove", calendar.free_days_removed, name="free_days_removed"),
    path("people/", people.people, name="people"),
    path("people/<int:staff_id>/", people.staff_member, name="staff_member"),
    path("people/roles/<int:membership_id>/end/", people.end_role_page, name="end_role"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:invitation_id>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<int:invitation_id>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    path("news/", news.news, name="news"),
    path("news/seen/", news.seen, name="news_seen"),
    path("news/email/", news.by_mail, name="news_by_mail"),
    path("news/email/quiet/", news.quiet_hours, name="quiet_hours"),
    path("news/email/time/", news.digest_time, name="digest_time"),
    path("audit/", history.audit, name="audit"),
]
