from django.urls import URLPattern, path

from assessments import api
from assessments.views import (
    bank,
    building,
    cfas,
    corrections,
    entry,
    grid,
    history,
    item_keys,
    items,
    known_files,
    offline,
    printing,
    rechecks,
    totals,
    upload_review,
    uploads,
    versions,
)
from assessments.views.reports import pages as reports
from assessments.views.reports.discussing import report_discussed
from assessments.views.reports.files import report_file
from assessments.views.reports.openings import report_openings

app_name = "assessments"


def report_parts(start: str) -> list[URLPattern]:
    return [
        path(start, reports.report, name="report"),
        path(f"{start}skills/", reports.report_skills, name="report_skills"),
        path(f"{start}items/", reports.report_items, name="report_items"),
        path(f"{start}class/", reports.report_class, name="report_class"),
        path(f"{start}groups/", reports.report_groups, name="report_groups"),
        path(f"{start}files/<str:file>", report_file, name="report_file"),
        path(f"{start}growth/", reports.report_growth, name="report_growth"),
        path(f"{start}how/", reports.report_how, name="report_how"),
    ]


urlpatterns = [
    # First, as addresses are tried in turn: the grid asks for this one with each score that is typed.
    path("api/cfas/<int:assessment_id>/papers", api.papers, name="api_papers"),
    path("api/cfas/<int:assessment_id>/papers/settled", api.papers_settled, name="api_papers_settled"),
    path("api/cfas/<int:assessment_id>/report", api.report, name="api_report"),
    path("cfas/", cfas.cfas, name="cfas"),
    path("cfas/new/", building.new_cfa, name="new_cfa"),
    path("cfas/<int:assessment_id>/", cfas.cfa, name="cfa"),
    path("cfas/<int:assessment_id>/build/", building.build, name="build"),
    path("cfas/<int:assessment_id>/build/dates/", building.settle, name="settle"),
    path("cfas/<int:assessment_id>/lock", building.lock, name="lock"),
    path("cfas/<int:assessment_id>/unlock", building.unlock, name="unlock"),
    path("cfas/<int:assessment_id>/standards", items.standards, name="standards"),
    path("cfas/<int:assessment_id>/targets", items.new_target, name="new_target"),
    path("cfas/<int:assessment_id>/targets/<int:target_id>", items.target, name="target"),
    path("cfas/<int:assessment_id>/items", items.new_items, name="new_items"),
    path("cfas/<int:assessment_id>/items/numbers", items.items_number, name="items_number"),
    path("cfas/<int:assessment_id>/items/keys/", item_keys.item_keys, name="item_keys"),
    path("cfas/<int:assessment_id>/items/from-bank", bank.take, name="take"),
    path("cfas/<int:assessment_id>/items/<int:item_id>/", items.item, name="item"),
    path("cfas/<int:assessment_id>/items/<int:item_id>/move", items.item_move, name="item_move"),
    path("cfas/<int:assessment_id>/items/<int:item_id>/remove", items.item_remove, name="item_remove"),
    path("cfas/<int:assessment_id>/versions/", versions.versions, name="versions"),
    path("cfas/<int:assessment_id>/versions/begin", versions.version_begin, name="version_begin"),
    path("cfas/<int:assessment_id>/versions/discard", versions.version_discard, name="version_discard"),
    path("cfas/<int:assessment_id>/recheck/", rechecks.recheck, name="recheck"),
    path("cfas/<int:assessment_id>/print/", printing.print_cfa, name="print"),
    path("cfas/bank/<int:team_id>/", bank.bank, name="bank"),
    path("cfas/<int:assessment_id>/entry/", grid.team_entry, name="team_entry"),
    path("cfas/<int:assessment_id>/sections/<int:section_id>/", grid.section_entry, name="section_entry"),
    path(
        "cfas/<int:assessment_id>/sections/<int:section_id>/plain/",
        entry.section_entry_plain,
        name="section_entry_plain",
    ),
    path("cfas/<int:assessment_id>/upload/", uploads.upload, name="upload"),
    path("cfas/<int:assessment_id>/template.csv", uploads.template, name="template"),
    path("cfas/<int:assessment_id>/template.xlsx", uploads.template_workbook, name="template_workbook"),
    path("cfas/<int:assessment_id>/uploads/", uploads.uploads, name="uploads"),
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
    path("cfas/<int:assessment_id>/report/live", reports.report_live, name="report_live"),
    path("cfas/<int:assessment_id>/report/again", reports.report_again, name="report_again"),
    path("cfas/<int:assessment_id>/report/openings/", report_openings, name="report_openings"),
    path("cfas/<int:assessment_id>/report/<int:number>/discussed", report_discussed, name="report_discussed"),
    *report_parts("cfas/<int:assessment_id>/report/"),
    *report_parts("cfas/<int:assessment_id>/report/<int:number>/"),  # an earlier run, as it was
    path("results/", totals.school_results, name="results"),
    path("results/<int:course_id>/", totals.school_results, name="school_results"),
    path("results/<int:course_id>/schools.csv", totals.school_results_csv, name="school_results_csv"),
    path("results/<int:course_id>/schools.xlsx", totals.school_results_workbook, name="school_results_workbook"),
    path("grid-worker.js", offline.grid_worker, name="grid_worker"),
    path("uploads/<int:upload_id>/", uploads.upload_preview, name="upload_preview"),
    path("uploads/<int:upload_id>/live", uploads.upload_live, name="upload_live"),
    path("uploads/<int:upload_id>/columns/", upload_review.upload_mapping, name="upload_mapping"),
    path("uploads/<int:upload_id>/kind", upload_review.upload_kind, name="upload_kind"),
    path("uploads/<int:upload_id>/rows", upload_review.upload_rows, name="upload_rows"),
    path("uploads/<int:upload_id>/rows/<int:row>/", upload_review.upload_row, name="upload_row"),
    path("uploads/<int:upload_id>/apply", uploads.upload_apply, name="upload_apply"),
    path("uploads/<int:upload_id>/discard", uploads.upload_discard, name="upload_discard"),
    path("uploads/<int:upload_id>/revert", uploads.upload_revert, name="upload_revert"),
    path("uploads/<int:upload_id>/left-out.csv", uploads.upload_left_out, name="upload_left_out"),
    path("teams/<int:team_id>/files/", known_files.known_files, name="known_files"),
    path("files/sources/<int:source_id>/forget", known_files.source_forget, name="source_forget"),
    path("files/aliases/<int:alias_id>/forget", known_files.alias_forget, name="alias_forget"),
]
