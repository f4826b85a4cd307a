"""A topic begun as CONTRIBUTING says: the template copied, one line in the navigation; it starts green."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.base.settings import REPOSITORY, TOPICS
from core.experiments.record import read

pytestmark = pytest.mark.whole

TEMPLATE = TOPICS / "_template"
NAME = "begun"
LAST_ENTRY = '    PageEntry("workshop", '
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")

VISIT = """
import json
import pytest
from streamlit.testing.v1 import AppTest
from tests.shared.app import run_pages_through_app

run_pages_through_app(pytest.MonkeyPatch())
seen = {}
for language in ("en", "zh"):
    for part in ("see", "compute", "code", "measured", "read"):
        app = AppTest.from_file("app.py", default_timeout=180)
        settings = {"lang": language, "begun_part": part, "sentence": "not good , not bad"}
        app.query_params.update(settings)
        app.run()
        app.switch_page("pages/begun.py")
        app.query_params.update(settings)
        app.run()
        charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
        seen[f"{part}-{language}"] = {
            "title": app.title[0].value if app.title else "",
            "errors": [e.value for e in [*app.error, *app.exception]],
            "charts": [chart["layout"]["title"]["text"] for chart in charts],
            "formulas": [formula.value for formula in app.latex],
            "texts": " ".join(m.value for m in app.markdown),
            "bars": charts[0]["data"][0].get("customdata") if charts else None,
        }
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the template has become a topic."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("core", "pages", "tests"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=LEFT_OUT)
    for shared in (REPOSITORY / "assets", *REPOSITORY.glob("requirements*")):
        (root / shared.name).symlink_to(shared)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, root / name)
    shutil.copytree(REPOSITORY / ".streamlit", root / ".streamlit")
    topic = Path(shutil.copytree(TEMPLATE, root / "core" / "topics" / NAME, ignore=LEFT_OUT))
    page = shutil.copy(root / "pages" / "masks.py", root / "pages" / f"{NAME}.py")
    rename(Path(page), "topics.masks", f"topics.{NAME}")
    for file in (file for file in topic.rglob("*") if file.is_file()):
        rename(file, "_template", NAME)
    line = f'    PageEntry("{NAME}", ":material/square_foot:", "ideas"),\n'
    rename(root / "core" / "app" / "navigation.py", LAST_ENTRY, line + LAST_ENTRY)
    return root


def rename(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    return subprocess.run(
        [sys.executable, *command], cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def test_every_part_of_a_copy_draws_in_both_languages(project: Path) -> None:
    done = run(project, "-c", VISIT)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert {part: found["errors"] for part, found in seen.items() if found["errors"]} == {}
    assert {found["title"] for found in seen.values()} == {"Cosine similarity", "余弦相似度"}
    for language, words in (("en", "right angles"), ("zh", "直角")):
        see, measured = seen[f"see-{language}"], seen[f"measured-{language}"]
        assert len(see["charts"]) == len(measured["charts"]) == 1
        assert see["bars"] == ["[CLS]", "not", "good", ",", "not", "bad", "[SEP]"]
        assert words in measured["charts"][0]
        assert "cos" in seen[f"compute-{language}"]["formulas"][0]
        assert len(seen[f"read-{language}"]["texts"]) > 200


def test_a_copy_passes_the_rules_of_the_house(project: Path) -> None:
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_architecture.py",
               "tests/base/test_i18n.py")  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_shipped_record_is_its_experiments(project: Path) -> None:
    """The numbers beside the template's experiment are what its command measures."""
    written = project / "again.json"
    done = run(project, "-m", "core.experiments", "right_angles", "--seed", "42", "--output", str(written))
    assert done.returncode == 0, done.stderr
    again, shipped = (
        read(file, "right_angles") for file in (written, TEMPLATE / "experiments" / "right_angles.json")
    )
    assert again.command == shipped.command
    for new, old in zip(again.numbers["points"], shipped.numbers["points"], strict=True):
        assert new == pytest.approx(old, rel=1e-9)
