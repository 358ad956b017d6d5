"""Compares checkpoints saved by the engine with what transformers computes from them.

Developers only:
    npx tsx tests/reference/save_checkpoints.ts DIRECTORY
    python tests/reference/check_checkpoint.py DIRECTORY

Each checkpoint, or adapter for PEFT, has expected.json: sequences, and for each the log-probability of every token after the first, or the
logits there of a classification head. Exits with 1 where any differs by more than 1e-4.
"""

import json
import sys
from pathlib import Path

import peft
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoModelForTokenClassification, AutoTokenizer

transformers.logging.disable_progress_bar()


def difference(directory: Path) -> float:
    expected = json.loads((directory / "expected.json").read_text())
    kind = AutoModelForCausalLM if expected["head"] == "lm" else AutoModelForTokenClassification
    adapter = directory / "adapter_config.json"
    whole = json.loads(adapter.read_text())["base_model_name_or_path"] if adapter.exists() else directory
    model, info = kind.from_pretrained(whole, dtype=torch.float32, output_loading_info=True)
    # Tied heads are not stored; anything else must be there, and nothing more.
    problems = [info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]]
    assert not problems, f"{directory}: {problems}"
    if adapter.exists():
        model = peft.PeftModel.from_pretrained(model, directory)
    AutoTokenizer.from_pretrained(directory)
    worst = 0.0
    for sequence, scores in zip(expected["sequences"], expected["scores"], strict=True):
        row = torch.tensor(sequence)
        with torch.no_grad():
            logits = model(row[None]).logits[0]
        if expected["head"] == "lm":
            got = logits.log_softmax(-1)[:-1].gather(1, row[1:, None])[:, 0]
        else:
            got = logits[1:].flatten()
        worst = max(worst, (got - torch.tensor(scores)).abs().max().item())
    return worst


if __name__ == "__main__":
    checkpoints = sorted(path.parent for path in Path(sys.argv[1]).glob("*/expected.json"))
    assert checkpoints, f"{sys.argv[1]}: no checkpoints"
    differences = {path.name: difference(path) for path in checkpoints}
    for name, worst in differences.items():
        print(f"{name:32} largest difference {worst:.1e}")
    sys.exit(max(differences.values()) > 1e-4)
