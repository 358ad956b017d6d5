#!/usr/bin/env bash
# The real Tinker server of the PyPI package skyrl (JAX backend, CPU): sets it up under
# ${PURE_PEERS:-~/.cache/pure-peers}/skyrl where that is not done, starts it, and says where it is once it answers.
#   bash bench/peers/skyrl.sh [CHECKPOINT] [PORT]
# CHECKPOINT: a Hugging Face directory of a Llama or Qwen3 model in float32; by default the generated arithmetic task's
# policy with random weights. Ctrl-C stops the server. Its model, database, checkpoints and log stay in skyrl/state, so
# that a run can go on after a restart; STATE=DIR for another place, which another CHECKPOINT needs.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
checkpoint=${1:+"$(realpath "$1")"}
port=${2:-8000}
root="${PURE_PEERS:-$HOME/.cache/pure-peers}/skyrl"
state="$(realpath -m "${STATE:-$root/state}")"
python="$root/venv/bin/python"
url="http://127.0.0.1:$port"

mkdir -p "$root" "$state"
if [ ! -x "$python" ]; then
  python3 -m venv "$root/venv"
fi
if ! cmp --quiet "$here/skyrl-requirements.txt" "$root/installed.txt"; then
  # The CPU wheel, a tenth of PyPI's; alone, for its index has nothing else.
  "$python" -m pip install --quiet --no-deps --extra-index-url https://download.pytorch.org/whl/cpu torch==2.13.0 >&2
  "$python" -m pip install --quiet --requirement "$here/skyrl-requirements.txt" >&2
  cp "$here/skyrl-requirements.txt" "$root/installed.txt"
fi

# The server reads every .safetensors file of the directory, the optimizer's too: it gets one with the model alone.
model="$state/model"
(cd "$here/../.." && npx tsx bench/peers/skyrl-model.ts "$model" ${checkpoint:+"$checkpoint"}) >&2

# Every new batch size or length is compiled anew, for 10 to 30 s of CPU: samples go in batches of 64 rows, whatever the
# requests that come together, and what was compiled is kept. Memory and time grow with the adapters: one for the base
# model, the rest for models that train at the same time.
export JAX_PLATFORMS=cpu JAX_COMPILATION_CACHE_DIR="$root/compiled" JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0
export HF_HUB_OFFLINE=1 PYTHONWARNINGS=ignore
backend=${SKYRL_BACKEND_CONFIG:-'{"max_lora_adapters": 4, "sample_max_num_sequences": 64}'}
"$python" "$here/skyrl_server.py" --base-model "$model" --backend jax --backend-config "$backend" --port "$port" \
  --database-url "sqlite:///$state/tinker.db" --checkpoints-base "$state/checkpoints" >"$state/server.log" 2>&1 &
server=$!
stop() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

if ! "$python" "$here/skyrl_ready.py" "$url" "$model" "$server"; then
  tail -n 20 "$state/server.log" >&2
  exit 1
fi
echo "SkyRL answers at $url; its model: $model; its log: $state/server.log; Ctrl-C stops it"
wait "$server"
