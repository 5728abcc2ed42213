"""The wheel stands alone: installed in an empty environment and used from an empty folder, it has all that it needs."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

# The first test of the recognition sheet: every criterion is met with room, the S&T staff are 15 of 120 = 12.5 %.
APPLICANT = """\
registered_on: 2010-03-01
hte_field: electronics
staff_mean: 120
st_staff: 15
revenue: [50m, 56m, 62m]
rd_hnte: [2.6m, 2.9m, 3.1m]
rd_hnte_domestic: [2.6m, 2.9m, 3.1m]
hightech_income: 41m
total_income: 62m
net_assets_end: [20m, 24m, 30m]
ip_class1: 2
ip_class2: 3
conversions_per_year: 5
last_serious_incident_on: none
marks:
  core_ip: yes
  technical_level: 7
  core_support: 7
  ip_acquisition: 5
  standards_part: 1
  rd_rules: 5
  rd_unit: 5
  conversion_rules: 3
  talent_rules: 3
"""
TOO_FEW_STAFF = APPLICANT.replace("st_staff: 15", "st_staff: 11")  # 11 of 120 is 9.2 %, below the 10 % of the law


def run(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed, started without any variable that could lend it this checkout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout, built with what the dev extra installs."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def empty_folder(inside: Path, name: str) -> Path:
    made = inside / name
    made.mkdir()
    return made


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    written = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "innovatory").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == written
    assert "innovatory/library/instruments/national/hnte_recognition.yaml" in shipped
    assert any(name.startswith("innovatory/library/records/") for name in shipped)
    assert shipped >= {
        "innovatory/library/register/instruments.csv",
        "innovatory/cities/shenzhen/city.yaml",
        "innovatory/cities/shenzhen/register/instruments.csv",
        "innovatory/cities/shenzhen/register/clusters.csv",
    }
    assert "innovatory/py.typed" in shipped
    assert "innovatory/server/app/index.html" in shipped  # `make app` builds it


def test_the_wheel_carries_its_licence_and_notice(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        licences = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_installed_wheel_explains_an_applicant_from_an_empty_folder(tmp_path: Path) -> None:
    wheel = build_wheel(empty_folder(tmp_path, "dist"))
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=tmp_path)
    python, innovatory = environment / "bin" / "python", environment / "bin" / "innovatory"
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    empty = empty_folder(tmp_path, "empty")

    home = run(python, "-c", "import innovatory; print(innovatory.__file__)", cwd=empty)
    assert Path(home.strip()).is_relative_to(environment)

    def explain(applicant: str) -> dict[str, object]:
        given = tmp_path / "applicant.yaml"
        given.write_text(applicant, encoding="utf-8")
        answer = run(
            innovatory, "explain", "hnte_recognition", "--given", given, "--on", "2024-06-30", "--json", cwd=empty
        )
        found: dict[str, object] = json.loads(answer)
        return found

    assert explain(APPLICANT)["result"] == "pass"
    refused = explain(TOO_FEW_STAFF)
    assert refused["result"] == "fail"
    assert refused["failed"] == ["st_staff"]
    listed = json.loads(run(innovatory, "instruments", "list", "--json", cwd=empty))
    assert {policy["city"] for policy in listed} >= {None, "shenzhen"}
    _serves_the_app(innovatory, empty)
    assert list(empty.iterdir()) == []


def _serves_the_app(innovatory: Path, empty: Path) -> None:
    """The command opens the app from the wheel alone, with no Node.js within reach."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    alone = {"PATH": str(innovatory.parent), "HOME": str(empty)}
    command = [str(innovatory), "serve", "--port", str(port), "--json"]
    with subprocess.Popen(command, cwd=empty, env=alone, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()  # who comes from now on is answered
            (script,) = re.findall(r'src="(/[^"]+[.]js)"', _asked(port, "/en/chain"))
            assert _asked(port, script)
            assert json.loads(_asked(port, "/api/v1/cities"))["default"] == "shenzhen"
        finally:
            process.terminate()


def _asked(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        text: str = answer.read().decode("utf-8")
        return text
