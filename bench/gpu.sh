#!/usr/bin/env bash
# The engine on a graphics processor beside PyTorch on the same one: 3M, 135M, 0.5B and 1.5B parameters at random, tokens
# a second in sampling, scoring and training and the seconds of the three, and TRL's step, as a table of ratios. About ten minutes.
#   bash bench/gpu.sh [SHAPES]        here; SHAPES such as 3M,135M. PYTHON names one that has torch and transformers, and TRL
#   bash bench/gpu.sh pack FILE.tgz   what another Linux x64 machine needs for it besides Node, in at most 64 MiB
# DEVICE=cpu computes on the processor on both sides. Results: runs/gpu.jsonl and standard output.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = pack ]; then
  out=${2:?the file is missing: bash bench/gpu.sh pack FILE.tgz}
  # What runs from source: dependencies of production, and tsx; of ONNX Runtime's libraries that of Linux x64.
  mapfile -t packages < <(npm ls --omit=dev --all --parseable 2>/dev/null | sed -n "s|^$PWD/||p")
  tar czf "$out" --exclude='onnxruntime-node/bin/*/darwin' --exclude='onnxruntime-node/bin/*/win32' \
    --exclude='onnxruntime-node/bin/*/linux/arm64' --exclude='*.map' --exclude='onnxruntime-web' \
    package.json tsconfig.json src bench/gpu bench/gpu.sh bench/protocol.ts bench/ours bench/peers/{common,gpu,grpo}.py \
    node_modules/tsx node_modules/esbuild node_modules/@esbuild node_modules/get-tsconfig node_modules/resolve-pkg-maps \
    "${packages[@]}" 2>/dev/null || [ -s "$out" ]
  size=$(($(stat -c %s "$out") / 1048576))
  echo "$out: $size MiB"
  [ "$size" -le 64 ]
  exit
fi

shapes=${1:-3M,135M,0.5B,1.5B}
device=${DEVICE:-gpu}
mkdir -p runs
results=runs/gpu.jsonl
: >"$results"
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader || true
# A model that does not fit ends its own line alone.
for shape in ${shapes//,/ }; do
  node --max-old-space-size=16384 --import tsx bench/gpu/main.ts --device "$device" --shapes "$shape" | tee -a "$results" || true
done
if [ -n "${PYTHON:-}" ]; then
  torch=$([ "$device" = cpu ] && echo cpu || echo cuda)
  node --import tsx bench/gpu/shapes.ts "$shapes" | while read -r line; do
    for dtype in float32 bfloat16; do
      for peer in gpu grpo; do
        node -e 'console.log(JSON.stringify({ ...JSON.parse(process.argv[1]), device: process.argv[2], dtype: process.argv[3] }))' \
          "$line" "$torch" "$dtype" | "$PYTHON" "bench/peers/$peer.py" | tee -a "$results" || true
      done
    done
  done
fi
node -e '
  const rows = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const peers = rows.filter(({ program }) => program !== "pure");
  // TRL scores nothing before it trains.
  const seconds = (row, program) => row.step - (program.startsWith("TRL") ? row.tokens / row.scoring : 0);
  console.log("\n| shape | | sampling tok/s | scoring tok/s | training tok/s | step s |\n|---|---|---:|---:|---:|---:|");
  const cell = (x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));
  for (const row of rows) {
    const ours = rows.find(({ program, shape }) => program === "pure" && shape === row.shape);
    const ratio = (key) => row === ours || !ours ? "" : ` (ours × ${(key === "step" ? row[key] / seconds(ours, row.program) : ours[key] / row[key]).toFixed(2)})`;
    const shown = (key) => row[key] === undefined ? "" : cell(row[key]) + ratio(key);
    console.log(`| ${row.shape} | ${row.program} | ${["sampling", "scoring", "training", "step"].map(shown).join(" | ")} |`);
  }
' "$results"
