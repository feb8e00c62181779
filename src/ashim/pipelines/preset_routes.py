"""Saving, listing, changing and deleting presets."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from ashim.accounts.access import Principal, require
from ashim.pipelines.presets import PresetService
from ashim.pipelines.schemas import ChangedPreset, Deleted, NewPreset, PresetList, SavedPreset
from ashim.wire import id_number

router = APIRouter(prefix="/api/v1/presets", tags=["Presets"])

PresetOwner = Annotated[Principal, Depends(require("pipelines:own"))]


def _presets(request: Request) -> PresetService:
    service: PresetService = request.app.state.presets
    return service


Presets = Annotated[PresetService, Depends(_presets)]


@router.get("", operation_id="listPresets")
def list_presets(
    viewer: PresetOwner,
    presets: Presets,
    tool_id: Annotated[str | None, Query(alias="toolId", description="Only those of this tool.")] = None,
) -> PresetList:
    """List the presets that the caller may use, by name."""
    return PresetList(presets=[SavedPreset(**each) for each in presets.all(viewer, tool_id)])


@router.post(
    "",
    status_code=201,
    operation_id="savePreset",
    responses={409: {"description": "The caller has a preset of that name for the tool"}},
)
def save(new: NewPreset, owner: PresetOwner, presets: Presets) -> SavedPreset:
    """Keep settings of a tool under a name."""
    return SavedPreset(**presets.add(new, owner))


@router.put(
    "/{preset_id}",
    operation_id="changePreset",
    responses={409: {"description": "The owner has a preset of that name for the tool"}},
)
def change(preset_id: str, changed: ChangedPreset, actor: PresetOwner, presets: Presets) -> SavedPreset:
    """Change name, settings or visibility of a preset."""
    return SavedPreset(**presets.change(id_number(preset_id, "Preset"), changed, actor))


@router.delete("/{preset_id}", operation_id="deletePreset")
def delete(preset_id: str, actor: PresetOwner, presets: Presets) -> Deleted:
    """Delete a preset; pipelines with a step that follows it keep the settings that it had."""
    presets.delete(id_number(preset_id, "Preset"), actor)
    return Deleted()
