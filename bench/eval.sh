#!/usr/bin/env bash
# One model, one set of problems, two ways: the embedded engine, and an OpenAI-compatible server of the same weights
# (`transformers serve`, float32). Prints both accuracies with their intervals, the share of greedy responses that are
# equal, and at the first differing token of the others how far apart the two tokens' logits are.
#   bash bench/eval.sh GSM8K.jsonl [DIRECTORY]
# GSM8K.jsonl has lines {"question", "answer"}. Everything made is in DIRECTORY (runs/eval), and what is there is gone on
# with. PROBLEMS, MAX_TOKENS and CONCURRENCY in the environment change the sizes. Needs what bench/peers/setup.sh
# installs.
set -euo pipefail

problems=$(realpath "${1:?the file with the problems is missing: bash bench/eval.sh GSM8K.jsonl}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=${2:-runs/eval}
: "${PROBLEMS:=200}" "${MAX_TOKENS:=256}" "${CONCURRENCY:=16}"
python=${PURE_PEERS:-$HOME/.cache/pure-peers}/venv/bin
mkdir -p "$directory"
npx tsx bench/smollm2.ts "$directory/model"
model=$(realpath "$directory/model")
common=(--suite "gsm8k=$problems" --limit "$PROBLEMS" --max-tokens "$MAX_TOKENS")

npx pure eval --model "$model" "${common[@]}" --out "$directory/embedded" 2>&1 | tee "$directory/embedded.log"

port=$("$python/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Threads that wait without spinning leave the other program its cores.
HF_HUB_OFFLINE=1 OMP_WAIT_POLICY=passive "$python/transformers" serve "$model" --host 127.0.0.1 --port "$port" \
  --device cpu --dtype float32 --continuous-batching --cb-max-batch-tokens 512 > "$directory/serve.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null; wait "$server" 2> /dev/null || true' EXIT
for _ in $(seq 180); do
  curl --silent --fail "http://127.0.0.1:$port/health" > /dev/null && break
  kill -0 "$server" 2> /dev/null || { cat "$directory/serve.log" >&2; exit 1; }
  sleep 1
done
npx pure eval --server "http://127.0.0.1:$port" --model "$model" --concurrency "$CONCURRENCY" "${common[@]}" \
  --out "$directory/server" 2>&1 | tee "$directory/server.log"
kill "$server"

HF_HUB_OFFLINE=1 "$python/python" bench/peers/same_answers.py "$model" "$directory/embedded" "$directory/server" |
  tee "$directory/same.log"
