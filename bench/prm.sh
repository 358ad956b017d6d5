#!/usr/bin/env bash
# A process reward model from problems with answers, on the command line: labelled, trained, judged, probed.
#   bash bench/prm.sh checker DEMO [DIRECTORY]    the generated task, labels of its exact checker; DEMO is a finished run
#                                                 of `npm start`, whose warm policy solves the problems
#   bash bench/prm.sh rollouts DEMO [DIRECTORY]   the same task, labels of rollouts: the share that is right (soft)
#   bash bench/prm.sh words FILE [DIRECTORY]      SmolLM2-135M-Instruct on word problems {"problem", "answer", "solution"},
#                                                 by rollouts; fine-tuned on some of the solutions first, for as it is
#                                                 it solves two in a hundred (bench/peers/asdiv.py
#                                                 makes FILE of ASDiv)
# Held-out steps have the checker's labels, those of word problems rollouts' too. Best-of-16 is over responses of the
# model that was labelled. Everything made is in DIRECTORY (runs/prm-KIND), and what is there is gone on with. PROBLEMS,
# SOLUTIONS, ROLLOUTS and HELD_OUT in the environment change the sizes.
set -euo pipefail

kind=${1:?checker, rollouts or words}
source=$(realpath "${2:?a run of the demo, or a file of problems}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=${3:-runs/prm-$kind}
mkdir -p "$directory"
latest() { echo "$1/checkpoints/$(cat "$1/checkpoints/latest")"; }

answers=() probing=()
if [ "$kind" = words ]; then
  : "${PROBLEMS:=80}" "${SOLUTIONS:=4}" "${ROLLOUTS:=8}" "${HELD_OUT:=80}" "${DEMONSTRATIONS:=200}"
  base=$(bash bench/peers/smollm2.sh)
  problems=$directory/problems.jsonl held_out=$directory/held-out.jsonl
  head -n "$HELD_OUT" "$source" > "$held_out"
  tail -n "+$((HELD_OUT + DEMONSTRATIONS + 1))" "$source" > "$problems"
  if [ ! -e "$directory/sft/trained" ]; then
    rm -rf "$directory/sft"
    sed -n "$((HELD_OUT + 1)),$((HELD_OUT + DEMONSTRATIONS))p" "$source" | node -e '
      for (const line of require("node:fs").readFileSync(0, "utf8").trim().split("\n")) {
        const { problem, solution } = JSON.parse(line);
        console.log(JSON.stringify({ prompt: problem, completion: solution }));
      }' > "$directory/demonstrations.jsonl"
    npx pure sft --model.source "$base" --data.source "$directory/demonstrations.jsonl" --optimizer.learningRate 1e-4 \
      --optimizer.warmupSteps 5 --train.epochs 2 --train.batchSize 16 --train.evalExamples 20 \
      --train.keepCheckpoints 1 --run.directory "$directory" 2>&1 | tee "$directory/sft.log"
    touch "$directory/sft/trained"
  fi
  model=$(latest "$directory/sft")
  # SmolLM2 ends its lines with one line feed more often than with two, and two are two tokens to it.
  separator=$'\n' longest=64
  probing=(--limit 40)
  labels=(--rollouts "$ROLLOUTS" --labels soft --step-separator "$separator")
  truth=(--rollouts "$ROLLOUTS" --labels hard --step-separator "$separator")
  training=(--head.epochs 1 --head.learningRate 1e-3 --all.epochs 2 --all.learningRate 2e-5 --train.batchSize 16)
else
  model=$(latest "$source/warm-up")
  problems=$source/data/problems.jsonl held_out=$source/data/problems-held-out.jsonl
  separator=";" longest=96
  answers=(--answer-pattern 'A(\d)')
  probing=(--phrase ok)
  # What follows a first error is bad whatever it says, which a model of this size cannot learn.
  truth=(--checker arithmetic --until-first-error)
  training=(--head.epochs 0 --all.learningRate 5e-4)
  if [ "$kind" = checker ]; then
    : "${PROBLEMS:=3000}" "${SOLUTIONS:=4}" "${HELD_OUT:=200}"
    labels=("${truth[@]}")
    training+=(--all.epochs 5 --train.batchSize 64)
  else
    : "${PROBLEMS:=500}" "${SOLUTIONS:=4}" "${ROLLOUTS:=8}" "${HELD_OUT:=200}"
    labels=(--rollouts "$ROLLOUTS" --labels soft --until-first-error --step-separator "$separator" "${answers[@]}")
    training+=(--all.epochs 10 --train.batchSize 32)
  fi
fi

npx pure prm label --model "$model" --problems "$problems" --out "$directory/steps.jsonl" --limit "$PROBLEMS" \
  --solutions "$SOLUTIONS" --max-tokens "$longest" "${labels[@]}" 2>&1 | tee "$directory/label.log"
npx pure prm label --model "$model" --problems "$held_out" --out "$directory/held-out-steps.jsonl" --limit "$HELD_OUT" \
  --solutions 2 --seed 1 --max-tokens "$longest" "${truth[@]}" 2>&1 | tee "$directory/label-held-out.log"
if [ ! -e "$directory/prm/trained" ]; then
  npx pure prm train --model.source "$model" --data.source "$directory/steps.jsonl" --data.stepSeparator "$separator" \
    --data.stepToken "$separator" --data.heldOut "$directory/held-out-steps.jsonl" "${training[@]}" \
    --optimizer.warmupSteps 10 --optimizer.schedule cosine --train.checkpointEvery 50 --train.keepCheckpoints 1 \
    --run.directory "$directory" --run.name prm $([ -e "$directory/prm" ] && echo --resume) 2>&1 |
    tee "$directory/train.log"
  touch "$directory/prm/trained"
fi
if [ ! -e "$directory/samples.jsonl" ]; then
  head -n "$HELD_OUT" "$held_out" | node -e '
    for (const line of require("node:fs").readFileSync(0, "utf8").trim().split("\n")) {
      const { id, problem, prompt } = JSON.parse(line);
      console.log(JSON.stringify({ id, prompt: problem ?? prompt }));
    }' | npx pure sample --model "$model" --samples 16 --max-tokens "$longest" --seed 2 > "$directory/samples.partial"
  mv "$directory/samples.partial" "$directory/samples.jsonl"
fi
prm=$(latest "$directory/prm")
npx pure prm eval --prm "$prm" --labelled "$directory/held-out-steps.jsonl" --responses "$directory/samples.jsonl" \
  --problems "$held_out" "${answers[@]}" --max-n 16 --out "$directory/eval" 2>&1 | tee "$directory/eval.log"
npx pure prm probe --prm "$prm" --labelled "$directory/held-out-steps.jsonl" "${probing[@]}" 2>&1 |
  tee "$directory/probe.log"
[ "$kind" != rollouts ] || node --import tsx bench/prm-labels.ts "$directory/steps.jsonl"
