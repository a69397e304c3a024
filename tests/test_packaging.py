"""The lock, the requirements and the built packages say what pyproject.toml says."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import cpconf

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK: dict[str, dict[str, Any]] = {
    package["name"]: package
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
}
RUNTIME = [Requirement(line) for line in PYPROJECT["project"]["dependencies"]]
EXTRAS = [
    Requirement(f"{line}; extra == '{name}'")
    for name, lines in PYPROJECT["project"]["optional-dependencies"].items()
    for line in lines
]
GROUPS = {
    name: [Requirement(line) for line in lines if isinstance(line, str)]
    for name, lines in PYPROJECT["dependency-groups"].items()
}
EVERYTHING = [
    *RUNTIME,
    *EXTRAS,
    *(requirement for group in GROUPS.values() for requirement in group),
]
WITH_EXTRAS = {
    canonicalize_name(requirement.name): requirement.extras
    for requirement in EVERYTHING
    if requirement.extras
}
# In halves, so that this file is not the one that names them.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "deb." + "debian.org",
]


def names(requirements: Iterable[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


def with_all_that_they_need(roots: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = set(roots)
    while waiting:
        name = waiting.pop()
        found.add(name)
        needed = list(LOCK[name].get("dependencies", []))
        for extra in WITH_EXTRAS.get(canonicalize_name(name), set()):
            needed += LOCK[name]["optional-dependencies"][extra]
        waiting |= {each["name"] for each in needed} - found
    return found


def as_locked(wanted: set[str]) -> dict[str, tuple[str, set[str]]]:
    return {
        name: (
            LOCK[name]["version"],
            {
                file["hash"]
                for file in (LOCK[name].get("sdist"), *LOCK[name].get("wheels", []))
                if file
            },
        )
        for name in wanted
    }


def as_pinned(file: str) -> dict[str, tuple[str, set[str]]]:
    text = (ROOT / "requirements" / file).read_text("utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)((?:.*\\\n)*.*)", text, re.MULTILINE)
    return {name: (at, set(re.findall(r"--hash=(\S+)", rest))) for name, at, rest in pins}


def test_the_lock_was_made_from_the_requirements_of_pyproject() -> None:
    def recorded(lines: list[dict[str, Any]]) -> set[Requirement]:
        return {
            Requirement(
                f"{line['name']}[{','.join(line.get('extras', ()))}]{line.get('specifier', '')}"
                + (f"; {line['marker']}" if "marker" in line else "")
            )
            for line in lines
        }

    metadata = LOCK["cpconf"]["metadata"]
    assert recorded(metadata["requires-dist"]) == {*RUNTIME, *EXTRAS}
    groups = {name: recorded(lines) for name, lines in metadata["requires-dev"].items()}
    assert groups.pop("dev") == set().union(*groups.values())
    assert groups == {name: set(lines) for name, lines in GROUPS.items() if name != "dev"}


def test_every_requirement_is_locked_at_a_version_that_it_admits() -> None:
    for requirement in EVERYTHING:
        locked = LOCK[canonicalize_name(requirement.name)]["version"]
        assert requirement.specifier.contains(locked), f"{requirement}, locked at {locked}"


@pytest.mark.parametrize(
    ("file", "roots"),
    [
        ("build.txt", names(GROUPS["build"])),
        ("dev.txt", names(EVERYTHING)),
        ("runtime.txt", names(RUNTIME)),
    ],
)
def test_a_requirements_file_pins_what_the_lock_holds_with_every_hash(
    file: str, roots: set[str]
) -> None:
    assert as_pinned(file) == as_locked(with_all_that_they_need(roots))


def test_what_the_build_asks_for_is_among_the_pinned_requirements() -> None:
    assert set(map(Requirement, PYPROJECT["build-system"]["requires"])) <= set(GROUPS["build"])


def test_nothing_in_the_lock_has_an_address() -> None:
    assert "://" not in (ROOT / "uv.lock").read_text("utf-8")


def test_no_file_names_a_package_registry() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the project is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    pattern = re.compile("|".join(map(re.escape, HOSTS)).encode(), re.IGNORECASE)
    files = {ROOT / name.decode() for name in listed.stdout.split(b"\0") if name}
    naming = [str(file) for file in files if file.is_file() and pattern.search(file.read_bytes())]
    assert naming == []


def test_the_installed_version_is_the_one_in_the_source() -> None:
    assert version("cpconf") == cpconf.__version__


def build(kind: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=ROOT,
        check=True,
    )
    (built,) = folder.iterdir()
    return built


def files_below(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(folder).as_posix()


def test_the_wheel_holds_every_file_of_the_program(tmp_path: Path) -> None:
    with zipfile.ZipFile(build("wheel", tmp_path / "dist")) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == {f"cpconf/{name}" for name in files_below(ROOT / "src" / "cpconf")}
    assert "cpconf/py.typed" in held


def test_the_source_distribution_holds_all_that_it_takes_to_test_and_document(
    tmp_path: Path,
) -> None:
    with tarfile.open(build("sdist", tmp_path / "dist")) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    folders = ("src", "tests", "docs", "examples", "benchmarks", "mutants", "scripts")
    for folder in (*folders, "requirements"):
        assert {f"{folder}/{name}" for name in files_below(ROOT / folder)} <= held
    assert {"Makefile", "LICENSE", "README.md", "CHANGELOG.md", "uv.lock", ".ci/run"} <= held
    assert not any(name.startswith((".venv", ".wheelhouse")) for name in held)


@pytest.mark.system
def test_the_wheel_and_its_pinned_requirements_run_where_nothing_else_is(tmp_path: Path) -> None:
    wheel = build("wheel", tmp_path / "dist")
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    pip: list[str | Path] = [programs / "python", "-m", "pip", "install", "-qq"]
    requirements = ROOT / "requirements" / "runtime.txt"
    subprocess.run([*pip, "--require-hashes", "-r", requirements], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    for program in ("cpconf", "python -m cpconf"):
        name, *arguments = program.split()
        said = subprocess.run(
            [programs / name, *arguments, "--version"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        assert cpconf.__version__ in said.stdout


REASON = re.compile(r'^ +"(?P<needs>[^"]+)",? *(?:# (?P<reason>.+))?$', re.MULTILINE)


def test_every_dependency_and_every_upper_bound_has_its_reason_on_its_line() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lines = {Requirement(needs): reason for needs, reason in REASON.findall(_dependencies(text))}
    assert lines.keys() == {*RUNTIME}
    bounded = [str(needs) for needs in lines if "<" in str(needs.specifier)]
    print(len(lines), "dependencies, bounded above:", ", ".join(bounded))
    for needs, reason in lines.items():
        assert reason, f"{needs} has no reason"
        for clause in needs.specifier:
            # What "tested" says of a floor is no reason to refuse what is newer.
            is_bound = clause.operator in {"<", "<=", "!=", "==", "~="}
            assert not is_bound or len(reason.split()) > 3, f"{needs}: why {clause}?"


def _dependencies(text: str) -> str:
    return text.partition("\ndependencies = [\n")[2].partition("\n]\n")[0]


def test_continuous_integration_runs_the_document_tests_with_the_newest_packages_too() -> None:
    assert "test test-system test-newest" in (ROOT / ".ci/run").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", "")
    (paths,) = re.findall(r"^DOCUMENTS := (.+)$", makefile, re.MULTILINE)
    folder, files = paths.split("$(addprefix ")
    prefix, _, names = files.removesuffix(")").partition(",")
    found = [*folder.split(), *(prefix + name for name in names.split())]
    assert [path for path in found if not (ROOT / path).exists()] == []
    assert len(found) > 3


@pytest.mark.thorough
def test_without_a_registry_the_newest_packages_are_not_taken_for_tested(tmp_path: Path) -> None:
    script = tmp_path / "scripts" / "newest"
    script.parent.mkdir()
    script.write_bytes((ROOT / "scripts" / "newest").read_bytes())
    script.chmod(0o755)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }
    done = subprocess.run(
        [script],
        capture_output=True,
        text=True,
        check=False,
        env={name: each for name, each in os.environ.items() if not name.startswith("PIP_")}
        | nowhere,
    )
    assert done.returncode == 1
    assert "What users install is\nthen not tested" in done.stderr
