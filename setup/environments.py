"""Makes the two environments from their lock files; runs on any Python 3.8, needs nothing else.

``python3 setup/environments.py [--dev]`` finds a fitting interpreter for each, falls back to one
that ``uv`` brings, installs, and remembers the lock file's hash so that a second run does nothing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP_PYTHONS = ((3, 13), (3, 12), (3, 11))
RASA_PYTHONS = ((3, 10), (3, 11))
OLDEST_PYTHON = (3, 8)
PROBE = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"


class Environment:
    """One virtual environment: its folder, the Pythons it may use, and what goes into it."""

    def __init__(self, folder, pythons, locks, pip_options=()):
        self.folder = ROOT / folder
        self.pythons = pythons
        self.locks = [ROOT / "requirements" / lock for lock in locks]
        self.pip_options = list(pip_options)
        self.stamp = self.folder / ".lock-hash"

    def wanted(self):
        """The hash of everything that decides the environment's content."""
        content = b"".join(lock.read_bytes() for lock in self.locks)
        return hashlib.sha256(content + " ".join(self.pip_options).encode()).hexdigest()

    def is_current(self):
        """Whether an earlier run installed exactly this."""
        return self.stamp.exists() and self.stamp.read_text() == self.wanted()

    def make(self):
        """Create the environment anew and install the lock files into it."""
        started = time.monotonic()
        shutil.rmtree(self.folder, ignore_errors=True)
        python = find_python(self.pythons) or python_from_uv(self.pythons)
        say(f"{self.folder.name}: installing with {python}, this takes a minute or two …")
        run([python, "-m", "venv", str(self.folder)])
        command = [str(self.folder / "bin" / "python"), "-m", "pip", "install", "-q", "-q"]
        command += ["--disable-pip-version-check", "--require-hashes", *self.pip_options]
        for lock in self.locks:
            command += ["-r", str(lock)]
        run(command)
        self.stamp.write_text(self.wanted())
        say(f"{self.folder.name}: ready after {time.monotonic() - started:.0f} s")


def say(text):
    """One line of progress."""
    print(text, flush=True)


def run(command):
    """Run a command; its failure is this program's, in one line."""
    finished = subprocess.run(command, check=False)
    if finished.returncode != 0:
        sys.exit("setup: failed: " + " ".join(command[:6]) + " …")


def find_python(versions):
    """The first interpreter on the PATH that is one of ``versions`` and really runs."""
    for major, minor in versions:
        name = shutil.which(f"python{major}.{minor}")
        candidates = [name] if name else []
        if sys.version_info[:2] == (major, minor):
            candidates.insert(0, sys.executable)
        for candidate in candidates:
            probe = subprocess.run(
                [candidate, "-c", PROBE], capture_output=True, text=True, check=False
            )
            if probe.stdout.strip() == f"{major}.{minor}":
                return candidate
    return None


def python_from_uv(versions):
    """An interpreter that ``uv`` downloads, where the machine has none that fits."""
    uv_folder = ROOT / ".uv"
    uv = uv_folder / "bin" / "uv"
    version = "{}.{}".format(*versions[-1])
    say(f"no Python {version} on this machine: fetching one with uv …")
    if not uv.exists():
        run([sys.executable, "-m", "venv", str(uv_folder)])
        run([str(uv_folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"])
    environment = dict(os.environ, UV_PYTHON_INSTALL_DIR=str(uv_folder / "pythons"))
    fetched = subprocess.run(
        [str(uv), "python", "install", "--quiet", version], env=environment, check=False
    )
    found = subprocess.run(
        [str(uv), "python", "find", version],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if fetched.returncode != 0 or not found.stdout.strip():
        names = " or ".join("{}.{}".format(*one) for one in versions)
        sys.exit(f"setup: Python {names} is needed; please install it and run the command again")
    return found.stdout.strip()


def main():
    """Bring both environments up to date."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("setup: this Python is too old; 3.10 or 3.11 is best")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and linters need")
    locks = ["app.lock", "dev.lock"] if parser.parse_args().dev else ["app.lock"]
    app = Environment(".venv", APP_PYTHONS, locks)
    has_more = Environment(".venv", APP_PYTHONS, ["app.lock", "dev.lock"]).is_current()
    no_deps = ["--no-deps", "--ignore-requires-python"]
    rasa = Environment(".venv-rasa", RASA_PYTHONS, ["rasa.lock"], no_deps)
    for environment in (app, rasa):
        if not environment.is_current() and not (environment is app and has_more):
            environment.make()


if __name__ == "__main__":
    main()
