from django.urls import path

from assessments import api
from assessments.views import cfas, corrections, entry, grid, history, reports, uploads

app_name = "assessments"

urlpatterns = [
    path("cfas/", cfas.cfas, name="cfas"),
    path("cfas/<int:assessment_id>/", cfas.cfa, name="cfa"),
    path("cfas/<int:assessment_id>/entry/", grid.team_entry, name="team_entry"),
    path("cfas/<int:assessment_id>/sections/<int:section_id>/", grid.section_entry, name="section_entry"),
    path(
        "cfas/<int:assessment_id>/sections/<int:section_id>/plain/",
        entry.section_entry_plain,
        name="section_entry_plain",
    ),
    path("cfas/<int:assessment_id>/upload/", uploads.upload, name="upload"),
    path("cfas/<int:assessment_id>/template.csv", uploads.template, name="template"),
    path("cfas/<int:assessment_id>/corrections/", corrections.corrections, name="corrections"),
    path("cfas/<int:assessment_id>/corrections/new/", corrections.correction_choose, name="correction_choose"),
    path("cfas/<int:assessment_id>/corrections/preview/", corrections.correction_preview, name="correction_preview"),
    path(
        "cfas/<int:assessment_id>/corrections/<int:correction_id>/undo",
        corrections.correction_undo,
        name="correction_undo",
    ),
    path("cfas/<int:assessment_id>/history/", history.history, name="history"),
    path("cfas/<int:assessment_id>/students/<int:student_id>/", history.student_history, name="student_history"),
    path("uploads/<int:upload_id>/history/", history.upload_history, name="upload_history"),
    path("cfas/<int:assessment_id>/report/", reports.report, name="report"),
    path("cfas/<int:assessment_id>/report/live", reports.report_live, name="report_live"),
    path("cfas/<int:assessment_id>/report/again", reports.report_again, name="report_again"),
    path("cfas/<int:assessment_id>/report/<int:number>/", reports.report_run, name="report_run"),
    path("api/cfas/<int:assessment_id>/report", api.report, name="api_report"),
    path("api/cfas/<int:assessment_id>/papers", api.papers, name="api_papers"),
    path("api/cfas/<int:assessment_id>/papers/settled", api.papers_settled, name="api_papers_settled"),
    path("uploads/<int:upload_id>/", uploads.upload_preview, name="upload_preview"),
    path("uploads/<int:upload_id>/columns", uploads.upload_mapping, name="upload_mapping"),
    path("uploads/<int:upload_id>/apply", uploads.upload_apply, name="upload_apply"),
    path("uploads/<int:upload_id>/discard", uploads.upload_discard, name="upload_discard"),
    path("uploads/<int:upload_id>/revert", uploads.upload_revert, name="upload_revert"),
    path("uploads/<int:upload_id>/left-out.csv", uploads.upload_left_out, name="upload_left_out"),
]
