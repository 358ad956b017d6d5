#!/usr/bin/env bash
# A process reward model from nothing but problems with answers: labelled by rollouts, trained, judged, probed.
#   bash bench/prm.sh task DEMO [DIRECTORY]      the generated task; DEMO is a finished run of `npm start`
#   bash bench/prm.sh words FILE [DIRECTORY]     SmolLM2-135M-Instruct on word problems {"problem", "answer"}
# Held-out steps are labelled by the task's exact checker, of word problems by rollouts too. Best-of-16 is over responses
# of the model that was labelled. Everything made is in DIRECTORY (runs/prm-task, runs/prm-words), and what is there is
# gone on with. PROBLEMS, SOLUTIONS, ROLLOUTS and HELD_OUT in the environment change the sizes.
set -euo pipefail

kind=${1:?task or words}
source=$(realpath "${2:?a run of the demo, or a file of problems}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=${3:-runs/prm-$kind}
mkdir -p "$directory"
latest() { echo "$1/checkpoints/$(cat "$1/checkpoints/latest")"; }

if [ "$kind" = task ]; then
  model=$(latest "$source/warm-up")
  problems=$source/data/problems.jsonl
  held_out=$source/data/problems-held-out.jsonl
  separator=";" token=";" longest=96
  answers=(--answer-pattern 'A(\d)')
  truth=(--checker arithmetic --max-tokens "$longest")
  training=(--head.epochs 0 --all.epochs 4 --all.learningRate 5e-4 --train.batchSize 64)
  phrases=(--phrase ok)
  : "${PROBLEMS:=500}" "${SOLUTIONS:=4}" "${ROLLOUTS:=8}" "${HELD_OUT:=200}"
else
  model=$(bash bench/peers/smollm2.sh)
  separator=$'\n' token=$'\n' longest=160
  answers=()
  training=(--head.epochs 1 --head.learningRate 1e-3 --all.epochs 2 --all.learningRate 2e-5 --train.batchSize 16)
  phrases=()
  : "${PROBLEMS:=120}" "${SOLUTIONS:=2}" "${ROLLOUTS:=4}" "${HELD_OUT:=40}"
  problems=$directory/problems.jsonl
  held_out=$directory/held-out.jsonl
  head -n "$HELD_OUT" "$source" > "$held_out"
  tail -n "+$((HELD_OUT + 1))" "$source" > "$problems"
  truth=(--rollouts "$ROLLOUTS" --max-tokens "$longest")
fi
reading=(--step-separator "$separator" "${answers[@]}")
[ "$kind" = task ] || truth+=("${reading[@]}")

npx pure prm label --model "$model" "${reading[@]}" --problems "$problems" --out "$directory/steps.jsonl" --limit "$PROBLEMS" --solutions "$SOLUTIONS" \
  --rollouts "$ROLLOUTS" --max-tokens "$longest" 2>&1 | tee "$directory/label.log"
npx pure prm label --model "$model" --problems "$held_out" --out "$directory/held-out-steps.jsonl" --limit "$HELD_OUT" --solutions 2 --seed 1 \
  "${truth[@]}" 2>&1 | tee "$directory/label-held-out.log"
if [ ! -e "$directory/prm/summary" ]; then
  npx pure prm train --model.source "$model" --data.source "$directory/steps.jsonl" --data.stepSeparator "$separator" \
    --data.stepToken "$token" --data.heldOut "$directory/held-out-steps.jsonl" "${training[@]}" \
    --optimizer.warmupSteps 10 --optimizer.schedule cosine --train.checkpointEvery 50 --train.keepCheckpoints 1 \
    --run.directory "$directory" --run.name prm $([ -e "$directory/prm" ] && echo --resume) 2>&1 |
    tee "$directory/train.log"
  touch "$directory/prm/summary"
fi
if [ ! -e "$directory/samples.jsonl" ]; then
  node -e 'for (const line of require("node:fs").readFileSync(0, "utf8").trim().split("\n")) {
    const { problem, prompt, question, body, id } = JSON.parse(line);
    console.log(JSON.stringify({ id, prompt: problem ?? prompt ?? question }));
  }' < "$held_out" | head -n "$HELD_OUT" |
    npx pure sample --model "$model" --samples 16 --max-tokens "$longest" --seed 2 > "$directory/samples.partial"
  mv "$directory/samples.partial" "$directory/samples.jsonl"
fi
prm=$(latest "$directory/prm")
npx pure prm eval --prm "$prm" --labelled "$directory/held-out-steps.jsonl" --responses "$directory/samples.jsonl" \
  --problems "$held_out" "${answers[@]}" --max-n 16 --out "$directory/eval" 2>&1 | tee "$directory/eval.log"
npx pure prm probe --prm "$prm" --labelled "$directory/held-out-steps.jsonl" "${phrases[@]}" 2>&1 |
  tee "$directory/probe.log"
