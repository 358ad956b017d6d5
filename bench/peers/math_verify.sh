#!/usr/bin/env bash
# Installs Math-Verify from PyPI, pinned, into a Python environment of its own under ${PURE_PEERS:-~/.cache/pure-peers}:
# what `npm run bench:verify` compares with. Running it again changes nothing.
set -euo pipefail

peers="${PURE_PEERS:-$HOME/.cache/pure-peers}"
python="$peers/verify/bin/python"
version=0.9.0

mkdir -p "$peers"
if [ ! -x "$python" ]; then
  python3 -m venv "$peers/verify"
fi
if "$python" -c "import importlib.metadata as m, sys; sys.exit(m.version('math-verify') != '$version')" 2>/dev/null; then
  echo "peers: Math-Verify $version is already installed in $peers/verify"
else
  "$python" -m pip install --quiet "math-verify[antlr4_13_2]==$version"
  echo "peers: Math-Verify $version installed in $peers/verify"
fi
