"""A real PostgreSQL server for the tests, on a socket of its own, where one is installed."""
from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest

FOLDERS = ("/usr/lib/postgresql", "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/usr/local/pgsql/bin")
PASSWORD = "sesame-7Q"  # of the throw-away server


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    found = [*sorted(Path(FOLDERS[0]).glob("*/bin"), reverse=True), *map(Path, FOLDERS[1:])]
    return next((place for place in found if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def _user() -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root runs it as somebody else."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {}


@pytest.fixture(scope="session")
def server():
    """The folder of the socket of a server that ends with the tests; skipped with a reason where none can be had."""
    programs = _programs()
    missing = "PostgreSQL (initdb, pg_ctl)" if programs is None else "psycopg" if not _has_driver() else None
    if missing:
        reason = f"no {missing} here; apt-get install postgresql, pip install verbale[team]"
        if os.environ.get("VERBALE_POSTGRES") == "needed":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="verbale-pg-"))
    as_user = _user()
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    data = str(folder / "data")

    def run(program, *arguments):
        command = [programs / program, "-D", data, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **as_user)

    run("initdb", "-U", "keeper", "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8",
        "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c shared_buffers=16MB"
    run("pg_ctl", "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _has_driver() -> bool:
    return importlib.util.find_spec("psycopg") is not None


@pytest.fixture
def database(server):
    """The URL of an empty database on the server."""
    import psycopg

    name = f"v{uuid.uuid4().hex[:12]}"
    login = {"host": str(server), "user": "keeper", "password": PASSWORD}
    with psycopg.connect(**login, dbname="postgres", autocommit=True) as door:
        door.execute(f"CREATE DATABASE {name}")
    return f"postgresql://keeper:{PASSWORD}@/{name}?host={server}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new ledger is to be: once a file, once a database on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "news.ledger")
    return request.getfixturevalue("database")
