from django.urls import path

from assessments import api
from assessments.views import cfas, entry, reports, uploads

app_name = "assessments"

urlpatterns = [
    path("cfas/", cfas.cfas, name="cfas"),
    path("cfas/<int:assessment_id>/", cfas.cfa, name="cfa"),
    path("cfas/<int:assessment_id>/sections/<int:section_id>/", entry.section_entry, name="section_entry"),
    path("cfas/<int:assessment_id>/upload/", uploads.upload, name="upload"),
    path("cfas/<int:assessment_id>/template.csv", uploads.template, name="template"),
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
