"""Makes what the peers run in: a virtual environment for each, outside the repository.

    python3 set_up.py FOLDER PEER...

FOLDER gets one environment a peer, with the versions that `requirements/` pins. What is there
already is left alone; what is missing is announced with its size before it is downloaded. The few
packages of the system that some peers need are installed on the way (root or sudo), or named.
"""

import concurrent.futures
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).parent
# Each peer and the environment that it runs in.
ENVIRONMENTS = {
    "jax": "jax",
    "torch": "torch",
    "torch-ddp": "torch",
    "torch-compile": "torch",
    "keras-tf": "keras-tf",
    "keras-jax": "keras-jax",
    "sklearn": "sklearn",
    "fann": "fann",
    "numpy": "numpy",
}
# Wheels without CUDA, a tenth as large, stand in an index of PyTorch's own. Those of PyPI compute the
# same on a CPU, and take over where that index cannot be reached.
EXTRA_INDEXES = {"torch": "https://download.pytorch.org/whl/cpu"}


def refuse(sentence):
    sys.exit(f"gradmark: {sentence}")


def main(folder, *peers):
    if sys.version_info < (3, 11):
        refuse(f"this is Python {sys.version.split()[0]}, but the peers need 3.11 or later")
    for peer in peers:
        if peer not in ENVIRONMENTS:
            refuse(f"peer '{peer}' is unknown; use some of {', '.join(ENVIRONMENTS)}")
    # First, so that none is missed after minutes of downloads.
    install_packages(missing_packages(peers))
    for name in dict.fromkeys(ENVIRONMENTS[peer] for peer in peers):
        make_environment(Path(folder).expanduser() / name, HERE / "requirements" / f"{name}.txt")
        if name == "fann":
            build_fann(Path(folder).expanduser() / name)


def missing_packages(peers):
    """The packages of Debian that these peers need and this system lacks."""
    packages = []
    if not importlib.util.find_spec("ensurepip"):
        packages.append("python3-venv")
    if "torch-compile" in peers:
        if not shutil.which("g++"):
            packages.append("g++")
        # What it compiles is called from Python.
        if not Path(sysconfig.get_path("include"), "Python.h").exists():
            packages.append("python3-dev")
    if "fann" in peers:
        if not shutil.which("cc"):
            packages.append("gcc")
        if not shutil.which("pkg-config"):
            packages.append("pkg-config")
        if not fann_version():
            packages.append("libfann-dev")
    return packages


def install_packages(packages):
    """Installs packages of Debian, or says what to type."""
    if not packages:
        return
    remedy = f"type: sudo apt-get install -y {' '.join(packages)}"
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (as_root and not succeeds([*as_root, "true"])):
        refuse(f"packages are missing; {remedy}")
    print(f"gradmark: installing {' '.join(packages)}", flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    # Old package lists may still do, so a failing update is no end.
    subprocess.run([*apt, "update", "-qq"], check=False)
    install = [*apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, check=False).returncode:
        refuse(f"packages could not be installed; see above, then {remedy}")


def succeeds(command):
    """Whether a command is there and ends well."""
    try:
        return not subprocess.run(command, capture_output=True, check=False).returncode
    except FileNotFoundError:
        return False


def fann_version():
    """The version of FANN's headers; None where there are none."""
    try:
        found = subprocess.run(
            ["pkg-config", "--modversion", "fann"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return None if found.returncode else found.stdout.strip()


def make_environment(environment, requirements):
    """Makes an environment, unless it holds just what is required."""
    stamp = environment / "requirements.txt"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    # Afresh: what another version or a broken download left behind must not stay.
    venv.create(environment, clear=True, symlinks=True, with_pip=True)
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--requirement", requirements]
    index = EXTRA_INDEXES.get(environment.name)
    # pip would ask for each of dozens of packages again and again before it gives up.
    if index and is_reachable(f"{index}/torch/"):
        install += ["--extra-index-url", index]
    announce(environment, install)
    run(install)
    stamp.write_text(requirements.read_text())


def is_reachable(address):
    """Whether anything answers there."""
    try:
        urllib.request.urlopen(address, timeout=20).close()
    except OSError:
        return False
    return True


def announce(environment, install):
    """Says what pip would download, and how much."""
    report = environment / "report.json"
    run([*install, "--dry-run", "--report", report])
    addresses = [
        package["download_info"]["url"] for package in json.loads(report.read_text())["install"]
    ]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(content_length, addresses))
    print(
        f"gradmark: {environment.name}: downloading {len(addresses)} packages, "
        f"{total / 1e6:,.0f} MB, into {environment}",
        flush=True,
    )


def content_length(address):
    """Bytes behind an address; none are downloaded for a local file."""
    if address.startswith("file:"):
        return 0
    request = urllib.request.Request(address, method="HEAD")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.headers["Content-Length"])


def build_fann(environment):
    """Builds the loop over FANN's steps."""
    version = f'-DFANN_VERSION="{fann_version()}"'
    target = environment / "lib" / "libfann_steps.so"
    options = ["-O3", "-march=native", "-shared", "-fPIC", version]
    run(["cc", *options, HERE / "fann_steps.c", "-o", target, "-lfann"])


def run(command):
    """Runs a command; what it says goes to the terminal, and its failure ends this program."""
    status = subprocess.run([str(part) for part in command], check=False).returncode
    if status:
        refuse(f"'{command[0]}' failed with status {status}; see above")


if __name__ == "__main__":
    main(*sys.argv[1:])
