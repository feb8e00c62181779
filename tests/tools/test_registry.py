import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from ashim.tools import Registry, ToolDefinitionError, load_registry
from ashim.tools import registry as registry_module
from tests.tools.test_settings import sample
from tests.tools.using import REGISTRY


def test_the_five_essentials_come_first_and_in_order() -> None:
    assert [tool.id for tool in REGISTRY.all()][:5] == ["resize", "crop", "rotate", "convert", "compress"]
    assert REGISTRY.get("resize") is REGISTRY.all()[0]
    assert REGISTRY.get("nothing") is None
    assert REGISTRY.broken == ()


def test_there_are_eight_categories() -> None:
    assert [category.name for category in REGISTRY.categories] == [
        "Essentials",
        "Optimization",
        "Adjustments",
        "Watermark & Overlay",
        "Utilities",
        "Layout & Composition",
        "Format & Conversion",
        "AI Tools",
    ]


def test_ids_and_aliases_are_unique() -> None:
    with pytest.raises(ToolDefinitionError, match="the id 'sample' is taken already"):
        Registry([sample, sample])


def test_outsiders_are_loaded_and_broken_ones_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("good", "tests.tools.test_settings:sample", "ashim.tools"),
        EntryPoint("module", "tests.tools.outsider", "ashim.tools"),
        EntryPoint("absent", "tests.tools.absent", "ashim.tools"),
        EntryPoint("stranger", "tests.tools.test_settings:refused", "ashim.tools"),
        EntryPoint("again", "ashim.tools.essentials.resize:resize", "ashim.tools"),
    ]
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points if group == "ashim.tools" else [])
    registry = load_registry()
    assert registry.get("sample") is sample
    outsider = registry.get("outside-tool")
    assert outsider is not None
    assert registry.get("foreign-tool") is outsider, "aliases work"
    reasons = {broken.name: broken.reason for broken in registry.broken}
    assert "No module named" in reasons["absent"]
    assert "is no tool" in reasons["stranger"]
    assert "'resize' is taken" in reasons["again"]
    assert len(reasons) == 3


def test_a_worker_imports_no_codec_that_it_may_not_need() -> None:
    code = (
        "import sys, ashim.tools; ashim.tools.load_registry();"
        "print([name for name in ('PIL', 'pillow_heif', 'fastapi', 'sqlalchemy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
