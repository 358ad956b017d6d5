#!/usr/bin/env bash
# The real SkyRL server on this CPU beside the embedded engine, and a training through it: log-probabilities, what one
# update changes, what the official SDK sees of the same server, and STEPS (30) steps of PRM + 10% VR in min-form.
#   bash bench/tinker.sh CHECKPOINT PRM PROBLEMS HELD_OUT [DIRECTORY]
# of the generated task: CHECKPOINT a warm-started policy, PRM its process reward model, PROBLEMS and HELD_OUT JSON lines
# (a run of `pure demo` has them as warm-up/checkpoints/N, prm/checkpoints/N, data/problems.jsonl and
# data/problems-held-out.jsonl). Everything made is in DIRECTORY (runs/skyrl); about 15 minutes on two cores. The server
# installs itself (bench/peers/skyrl.sh).
set -euo pipefail

usage="bash bench/tinker.sh CHECKPOINT PRM PROBLEMS HELD_OUT [DIRECTORY]"
checkpoint=$(realpath "${1:?$usage}")
prm=$(realpath "${2:?$usage}")
problems=$(realpath "${3:?$usage}")
held_out=$(realpath "${4:?$usage}")
directory=${5:+$(realpath -m "$5")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${directory:=runs/skyrl}"
[ ! -e "$directory/train" ] || { echo "$directory/train: there is a run here already; remove it" >&2; exit 1; }
: "${STEPS:=30}" "${PORT:=8791}"
url=http://127.0.0.1:$PORT
python=${PURE_PEERS:-$HOME/.cache/pure-peers}/skyrl/venv/bin/python
mkdir -p "$directory"

STATE=$(realpath "$directory")/server bash bench/peers/skyrl.sh "$checkpoint" "$PORT" > "$directory/skyrl.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null; wait "$server" 2> /dev/null || true' EXIT
until grep -q "SkyRL answers" "$directory/skyrl.log"; do
  kill -0 "$server" 2> /dev/null || { cat "$directory/skyrl.log" >&2; exit 1; }
  sleep 1
done
model=$(realpath "$directory")/server/model

npx tsx bench/tinker/agree.ts --url "$url" --model "$model" --problems "$problems" --python "$python" |
  tee "$directory/agree.txt"

npx tsx src/cli/main.ts train --model.source "$checkpoint" --data.source "$problems" --data.heldOut "$held_out" \
  --data.stepSeparator ';' --data.answerPattern 'A(\d)' --sampling.promptsPerStep 16 --sampling.samplesPerPrompt 8 \
  --sampling.maxTokens 96 --credit.klIn reward --reward.mode prm+vr --reward.prm "$prm" --reward.stepToken ';' \
  --reward.verifiableShare 0.1 --optimizer.learningRate 3e-4 --optimizer.maxGradNorm 0 --train.steps "$STEPS" \
  --train.evalEvery "$STEPS" --train.evalProblems 128 --train.checkpointEvery 10 --engine tinker --engine.url "$url" \
  --engine.model "$model" --engine.server skyrl --run.directory "$directory" --run.name train

node -e '
  const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse);
  const part = Math.ceil(lines.length / 3);
  const mean = (rows, key) => (rows.reduce((sum, row) => sum + row[key], 0) / rows.length).toFixed(3);
  const show = (key) => `${mean(lines.slice(0, part), key)} → ${mean(lines.slice(-part), key)}`;
  console.log(`first and last ${part} steps: process reward (minimum of a response) ${show("processRewardMin")}, right answers ${show("correctShare")}`);
' "$directory/train/metrics.jsonl" | tee "$directory/train.txt"
