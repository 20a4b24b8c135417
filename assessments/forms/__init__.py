"""What people send: a file, what its columns mean, a page of scores, a CFA and its items."""

from assessments.forms.building import CfaForm, RecheckForm, UseVersionForm
from assessments.forms.items import ItemForm, TargetForm
from assessments.forms.mapping import MappingForm
from assessments.forms.uploads import UploadForm

__all__ = ["CfaForm", "ItemForm", "MappingForm", "RecheckForm", "TargetForm", "UploadForm", "UseVersionForm"]
