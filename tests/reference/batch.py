"""The engine's answers, from `cargo run --example batch` of the crate `engine`."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def build():
    command = ["cargo", "build", "--quiet", "--profile", "native", "-p", "engine", "--example", "batch"]
    subprocess.run(command, cwd=ROOT, check=True)


def ask(requests, approximation="compact"):
    """A list of integers for each request, or the error's name."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    done = subprocess.run(
        [target / "native" / "examples" / "batch"],
        input="".join(f"{' '.join(map(str, request))}\n" for request in requests),
        capture_output=True, text=True, check=True,
        env={**os.environ, "APPROXIMATION": approximation},
    )
    answers = done.stdout.splitlines()
    assert len(answers) == len(requests), "one answer a request"
    return [[int(w) for w in a.split()] if a[:1] in "-0123456789" else a for a in answers]
