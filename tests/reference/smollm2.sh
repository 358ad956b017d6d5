#!/usr/bin/env bash
# SmolLM2-135M-Instruct: the engine's log-probabilities and gradients against transformers', both from the GGUF file.
# Developers only; needs the peers (bench/peers/setup.sh) and 3 GB of disk for a moment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

gguf=$(bash bench/peers/smollm2.sh)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
npx tsx tests/reference/smollm2.ts "$gguf" "$out"
"${PURE_PEERS:-$HOME/.cache/pure-peers}/venv/bin/python" tests/reference/smollm2.py "$gguf" "$out"
