#!/usr/bin/env bash
# Installs what the benchmark compares with: a Python environment under ${PURE_PEERS:-~/.cache/pure-peers} with the
# versions of requirements.txt, and SmolLM2-135M-Instruct's weights (smollm2.sh). Running it again changes nothing.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
peers="${PURE_PEERS:-$HOME/.cache/pure-peers}"
python="$peers/venv/bin/python"

mkdir -p "$peers"
if [ ! -x "$python" ]; then
  python3 -m venv "$peers/venv"
fi

# importlib.metadata answers in a second; pip would ask the registry again.
if "$python" - "$here/requirements.txt" <<'PYTHON'
import sys
from importlib.metadata import PackageNotFoundError, version

for line in open(sys.argv[1]):
    name, pinned, wanted = line.strip().partition("==")
    if not pinned or name.startswith(("#", "-")):
        continue
    try:
        found = version(name)
    except PackageNotFoundError:
        sys.exit(1)
    if found.split("+")[0] != wanted:
        sys.exit(1)
PYTHON
then
  echo "peers: already installed in $peers/venv"
else
  "$python" -m pip install --quiet --requirement "$here/requirements.txt"
  echo "peers: installed in $peers/venv"
fi

PURE_PEERS="$peers" bash "$here/smollm2.sh"
