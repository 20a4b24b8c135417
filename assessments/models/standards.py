from django.db import models

from plc.tenancy.models import TenantModel


class Standard(TenantModel):
    """One statement of a framework, in this district's own copy. Its code may be missing, so the statement leads."""

    framework = models.CharField(max_length=120)
    code = models.CharField(max_length=60, blank=True)
    statement = models.TextField()
    short_name = models.CharField(max_length=120, help_text="The words the team uses, such as Unit rates.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "framework", "code"], condition=~models.Q(code=""), name="standard_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code or self.short_name
