#!/usr/bin/env bash
# Installs what the benchmark compares with, under ${PURE_PEERS:-~/.cache/pure-peers}: a Python environment with the
# versions of requirements.txt, llama.cpp (node-llama-cpp with its binary for the CPU), and SmolLM2-135M-Instruct's
# weights (smollm2.sh). Running it again changes nothing.
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

llama=3.22.1
if [ ! -e "$peers/llama-cpp/installed-$llama" ]; then
  rm -rf "$peers/llama-cpp"
  mkdir -p "$peers/llama-cpp"
  echo '{ "private": true }' > "$peers/llama-cpp/package.json"
  binary=$(node -p '({ "linux-x64": "linux-x64", "linux-arm64": "linux-arm64", "darwin-x64": "mac-x64",
    "darwin-arm64": "mac-arm64-metal" })[process.platform + "-" + process.arch]')
  # Without the other systems' binaries and CUDA's, which are 600 MB.
  (cd "$peers/llama-cpp" && npm install --silent --ignore-scripts --omit=optional --save-exact \
    "node-llama-cpp@$llama" "@node-llama-cpp/$binary@$llama")
  touch "$peers/llama-cpp/installed-$llama"
fi
echo "llama.cpp: node-llama-cpp $llama in $peers/llama-cpp"

PURE_PEERS="$peers" bash "$here/smollm2.sh"
