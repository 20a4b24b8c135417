"""Static files under names that change with their content, so that a browser may keep them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Also rewrites what one script imports from another: else a new page would run with last year's modules."""

    support_js_module_import_aggregation = True
