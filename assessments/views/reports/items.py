"""Item by item: how hard each one was, in each class."""

from assessments.views.reports.frame import Part

PART = Part("report_items", "Items", "items.html", table="items")
