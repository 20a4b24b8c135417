"""Uploads are held in memory and bounded: what is too large is drained and dropped while it arrives, never stored."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopFutureHandlers


class BoundedMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps at most ``FILE_UPLOAD_MAX_MEMORY_SIZE`` bytes of a file and counts the rest.

    The view gets a file whose ``size`` is the true size and whose content stops at the limit, so that it can say
    in a sentence how large the file was.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.kept = 0
        try:
            super().new_file(*args, **kwargs)
        except StopFutureHandlers:
            return

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.FILE_UPLOAD_MAX_MEMORY_SIZE - self.kept
        if room > 0:
            self.file.write(raw_data[:room])
            self.kept += min(room, len(raw_data))

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
