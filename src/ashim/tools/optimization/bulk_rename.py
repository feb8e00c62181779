"""The bulk-rename tool."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from pydantic import Field

from ashim.tools import Example, OutputFile, Settings, SourceFile, Wording, tool, ui


class BulkRenameSettings(Settings):
    """How the files are to be called."""

    pattern: str = Field(
        "image-{{index}}",
        min_length=1,
        max_length=1000,
        description="New name without extension. {{index}} is the number, {{padded}} the number with leading zeros, "
        "{{original}} the old name.",
        json_schema_extra=ui(widget="text", placeholder="holiday-{{padded}}"),
    )
    start_index: int = Field(
        1, ge=0, description="Number of the first file.", json_schema_extra=ui(widget="number", min=0)
    )


@tool(
    icon="text-cursor-input",
    order=40,
    display="no-comparison",
    verb="Rename",
    accepts="any",
    keywords=("name", "number", "sequence", "files"),
    archive="renamed-{id}.zip",
    settings_first=True,
    words=Wording(missing="No files provided"),
    examples=(
        Example("Numbered", {"pattern": "holiday-{{padded}}"}),
        Example("Behind the old name", {"pattern": "{{original}}-{{index}}", "startIndex": 10}),
    ),
)
def bulk_rename(files: Sequence[SourceFile], settings: BulkRenameSettings) -> Sequence[OutputFile]:
    """Give many files names of one pattern, numbered in the order in which they came.

    Files of any type are taken, and not changed. Equal names get a number at the end.
    """
    digits = len(str(len(files) + settings.start_index))
    renamed = []
    for number, file in enumerate(files, start=settings.start_index):
        name = PurePosixPath(file.name)
        stem = settings.pattern
        for placeholder, value in (
            ("{{index}}", str(number)),
            ("{{padded}}", str(number).zfill(digits)),
            ("{{original}}", name.stem),
        ):
            stem = stem.replace(placeholder, value)
        renamed.append(OutputFile(file.path, f"{stem}{name.suffix}"))
    return renamed
