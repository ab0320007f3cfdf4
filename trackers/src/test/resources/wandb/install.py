"""Installs W&B's client into the environment of this Python, whichever version pip has.

Where pip has not all that it requires, what there is of it is installed by name. Of OpenTelemetry's SDK, with which
the client reports on itself, it needs one name to start; where there is no SDK that name is stood in for.
"""
import importlib.metadata
import importlib.util
import pathlib
import subprocess
import sys
import sysconfig

STAND_IN = '''import enum


class AggregationTemporality(enum.IntEnum):
    UNSPECIFIED = 0
    DELTA = 1
    CUMULATIVE = 2
'''


def pip(*arguments):
    command = [sys.executable, "-m", "pip", "--retries", "0", "--timeout", "10", "install", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def required():
    from pip._vendor.packaging.requirements import Requirement

    for line in importlib.metadata.requires("wandb") or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name + str(requirement.specifier)


def has_sdk():
    try:
        return importlib.util.find_spec("opentelemetry.sdk.metrics.export") is not None
    except ModuleNotFoundError:
        return False


if pip("wandb").returncode != 0:
    result = pip("--no-deps", "wandb")
    if result.returncode != 0:
        sys.exit(result.stdout.strip().splitlines()[-1])
    for name in required():
        pip(name)
    if not has_sdk():
        folder = pathlib.Path(sysconfig.get_path("purelib"), "opentelemetry", "sdk", "metrics")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "export.py").write_text(STAND_IN)
check = subprocess.run([sys.executable, "-c", "import wandb"], capture_output=True, text=True)
if check.returncode != 0:
    sys.exit(check.stderr.strip().splitlines()[-1])
