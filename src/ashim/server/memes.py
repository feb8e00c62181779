"""What a browser needs to choose and preview memes: the templates, their pictures, and the fonts of the captions."""

import mimetypes
import re
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse

from ashim.accounts.access import public, require
from ashim.errors import InvalidRequestError, NotFoundError
from ashim.imaging import FONTS
from ashim.tools.watermark.meme_catalogue import CATEGORIES, FOLDER, FONT_FILES, TEMPLATES, VERSION

router = APIRouter(prefix="/api/v1/meme-templates", tags=["Tools"])

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TYPES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".ttf"})
_FOR_AN_HOUR = "public, max-age=3600"
_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("", operation_id="listMemeTemplates", dependencies=[Depends(require("tools:use"))])
def list_templates(response: Response) -> dict[str, Any]:
    """Give the templates of the meme generator; boxes are in percent of the picture."""
    response.headers["Cache-Control"] = _FOR_AN_HOUR
    templates = [
        {
            "id": each.id,
            "name": each.name,
            "aliases": [],
            "tags": list(each.tags),
            "category": each.category,
            "filename": each.filename,
            "width": each.width,
            "height": each.height,
            "popularity": each.popularity,
            "textBoxes": [
                {
                    "id": box.id,
                    "x": box.x,
                    "y": box.y,
                    "width": box.width,
                    "height": box.height,
                    "defaultText": box.default_text,
                }
                for box in each.boxes
            ],
        }
        for each in TEMPLATES
    ]
    return {"version": VERSION, "categories": list(CATEGORIES), "templates": templates}


@router.get(
    "/{kind}/{filename:path}",
    operation_id="getMemeFile",
    response_class=FileResponse,
    responses={200: {"content": {"image/*": {}, "font/ttf": {}}, "description": "The file"}},
)
@public
def get_file(kind: Literal["full", "thumbs", "fonts"], filename: str) -> FileResponse:
    """Send the picture of a template, its thumbnail, or a font of the captions."""
    if not _NAME.fullmatch(filename) or ".." in filename:
        raise InvalidRequestError("Invalid filename")
    if PurePosixPath(filename).suffix.lower() not in _TYPES:
        raise InvalidRequestError("Unsupported file type: only jpg, jpeg, png, webp and ttf are here")
    path = _path(kind, filename)
    if path is None:
        raise NotFoundError("File not found")
    media_type = "font/ttf" if path.suffix == ".ttf" else mimetypes.guess_type(path.name)[0]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": _FOR_EVER})


def _path(kind: str, filename: str) -> Path | None:
    if kind == "fonts":
        return FONTS / filename if filename in FONT_FILES else None
    known = filename in {template.filename for template in TEMPLATES}
    return FOLDER / kind / filename if known else None
