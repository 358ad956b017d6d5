#!/usr/bin/env bash
# A real model on real problems through the command line: a process reward model on SmolLM2-135M-Instruct, then PURE
# with it for 5 steps of 8 prompts × 4 responses of up to 200 tokens, then the same greedy text from transformers.
#   bash bench/real-model.sh GSM8K.jsonl [DIRECTORY] [FLAGS of pure train…]
# GSM8K.jsonl has lines {"question", "answer"}, the answer with its solution. Figures: standard output; with OUT=FILE
# they are written into FILE. Everything made is in DIRECTORY (runs/real). Needs what bench/peers/setup.sh installs.
set -euo pipefail

problems=$(realpath "${1:?the file with the problems is missing: bash bench/real-model.sh GSM8K.jsonl}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=${2:-runs/real}
flags=("${@:3}")
peers="${PURE_PEERS:-$HOME/.cache/pure-peers}"
model=$(bash bench/peers/smollm2.sh)
if [ -e "$directory" ]; then
  echo "$directory is there already; remove it or name another" >&2
  exit 1
fi

npx tsx bench/real/data.ts "$problems" "$directory"
# SmolLM2 ends its lines with one line feed more often than with two, and two are two tokens to it.
separator=$'\n'
npx pure prm train --model.source "$model" --data.source "$directory/steps.jsonl" --data.stepSeparator "$separator" \
  --head.epochs 1 --head.learningRate 1e-3 --all.epochs 0 --train.batchSize 8 --train.evalExamples 32 \
  --run.directory "$directory" --run.name prm 2>&1 | tee "$directory/prm.log"
reward=$directory/prm/checkpoints/$(cat "$directory/prm/checkpoints/latest")
npx pure train --model.source "$model" --data.source "$directory/problems.jsonl" --data.stepSeparator "$separator" \
  --reward.mode prm+vr --reward.prm "$reward" --reward.verifiableShare 0.5 --credit.form min \
  --sampling.promptsPerStep 8 --sampling.samplesPerPrompt 4 --sampling.maxTokens 200 \
  --train.steps 5 --train.evalProblems 8 --train.checkpointEvery 2 --train.keepCheckpoints 1 \
  --run.directory "$directory" --run.name pure "${flags[@]}" 2>&1 | tee "$directory/pure.log"
checkpoint=$directory/pure/checkpoints/$(cat "$directory/pure/checkpoints/latest")
head -n 5 "$directory/problems.jsonl" | sed 's/"problem":/"prompt":/' > "$directory/prompts.jsonl"
npx pure sample --model "$checkpoint" --input "$directory/prompts.jsonl" --temperature 0 --max-tokens 100 \
  > "$directory/greedy.jsonl"
"$peers/venv/bin/python" bench/peers/check_greedy.py "$checkpoint" "$directory/prompts.jsonl" "$directory/greedy.jsonl" |
  tee "$directory/greedy.log"
npx tsx bench/real/table.ts "$directory" ${OUT:+"$OUT"}
