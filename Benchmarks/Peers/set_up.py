"""Makes what the peers run in: a virtual environment for each, outside the repository.

    python3 set_up.py FOLDER PEER...

FOLDER gets one environment a peer, with the versions that `requirements/` pins. What is there
already is left alone; what is missing is announced with its size before it is downloaded.
"""

import concurrent.futures
import json
import shutil
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).parent
# Each peer and the environment that it runs in.
ENVIRONMENTS = {
    "jax": "jax",
    "torch": "torch",
    "torch-compile": "torch",
    "keras-tf": "keras-tf",
    "keras-jax": "keras-jax",
    "sklearn": "sklearn",
    "fann": "fann",
}


def refuse(sentence):
    sys.exit(f"gradmark: {sentence}")


def main(folder, *peers):
    if sys.version_info < (3, 11):
        refuse(f"this is Python {sys.version.split()[0]}, but the peers need 3.11 or later")
    for peer in peers:
        if peer not in ENVIRONMENTS:
            refuse(f"peer '{peer}' is unknown; use some of {', '.join(ENVIRONMENTS)}")
    if "torch-compile" in peers and not shutil.which("g++"):
        refuse("torch-compile needs a C++ compiler; type: sudo apt-get install -y g++")
    for name in dict.fromkeys(ENVIRONMENTS[peer] for peer in peers):
        make_environment(Path(folder).expanduser() / name, HERE / "requirements" / f"{name}.txt")
        if name == "fann":
            build_fann(Path(folder).expanduser() / name)


def make_environment(environment, requirements):
    """Makes an environment, unless it holds just what is required."""
    stamp = environment / "requirements.txt"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    # Afresh: what another version or a broken download left behind must not stay.
    venv.create(environment, clear=True, symlinks=True, with_pip=True)
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    announce(environment, pip, requirements)
    run([*pip, "install", "--quiet", "--requirement", requirements])
    stamp.write_text(requirements.read_text())


def announce(environment, pip, requirements):
    """Says what pip would download, and how much."""
    report = environment / "report.json"
    run(
        [*pip, "install", "--quiet", "--dry-run", "--report", report, "--requirement", requirements]
    )
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
    found = subprocess.run(
        ["pkg-config", "--modversion", "fann"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        refuse("FANN is missing; type: sudo apt-get install -y libfann-dev")
    version = f'-DFANN_VERSION="{found.stdout.strip()}"'
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
