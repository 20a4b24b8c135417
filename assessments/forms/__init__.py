"""What people send: a file, what its columns mean, a page of scores."""

from assessments.forms.uploads import MappingForm, UploadForm

__all__ = ["MappingForm", "UploadForm"]
