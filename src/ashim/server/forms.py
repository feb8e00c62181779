"""How the OpenAPI document describes what is sent as a form, and what that is answered with."""

from collections.abc import Mapping, Sequence
from typing import Any

from ashim.jobs.schemas import AcceptedJob, JobDocument

Responses = dict[int | str, dict[str, Any]]

FILE: Mapping[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
FILES: Mapping[str, Any] = {"type": "array", "items": FILE, "minItems": 1}

# What every run takes beside its pictures.
RUN_FIELDS: Mapping[str, Any] = {
    "fileId": {
        "type": "string",
        "description": "A file of the library, or a JSON array of several: in place of pictures. "
        "Beside one picture: the file of which the result becomes a version.",
    },
    "source": {
        "type": "string",
        "description": "The address of an upload, an earlier result or a file of the library, as one would download "
        "it, or a JSON array of several: in place of pictures.",
    },
    "clientJobId": {"type": "string", "format": "uuid", "description": "The id that the job shall have."},
}

# Routes that only take files tell by the status what is wrong with a form; those that work on them answer 400.
UPLOAD_FAULTS: Responses = {
    400: {"description": "There is no file, or one that is no picture"},
    406: {"description": "The body is no form"},
    413: {"description": "A file is too large, or there are too many"},
}

ZIP = "application/zip"
JSON = "application/json"


def form(properties: Mapping[str, Any], required: Sequence[str], **others: Any) -> dict[str, Any]:
    """Give what a route adds to its operation: a body that is a form, or one of these other media types."""
    schema = {"type": "object", "properties": dict(properties), "required": list(required)}
    content = {"multipart/form-data": {"schema": schema}, **others}
    return {"requestBody": {"required": True, "content": content}}


def run_responses(*media_types: str) -> Responses:
    """Give the answers of a route that runs tools: the result in one of the media types, or a job that goes on."""
    content: dict[str, Any] = {media_type: {} for media_type in media_types}
    result: dict[str, Any] = {"description": "The result", "content": content}
    if JSON in media_types:
        result["model"] = JobDocument
    return {
        200: result,
        202: {"model": AcceptedJob, "description": "The job goes on in the background; follow `statusUrl`"},
        409: {"description": "The id was used before"},
        **operation_faults(),
    }


def operation_responses(*media_types: str) -> Responses:
    """Give the answers of an operation, which is done at once."""
    return {
        200: {"description": "What was found out", "content": {media_type: {} for media_type in media_types}},
        **operation_faults(),
    }


def operation_faults() -> Responses:
    """Give what is answered when something is wrong with a form, or with the work on what it brought."""
    return {
        400: {"description": "The upload, the image or the settings are wrong"},
        404: {"description": "The tool is switched off"},
        422: {"description": "The image could not be processed"},
    }
