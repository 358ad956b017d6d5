"""Makes tests/fixtures/families: a tiny random checkpoint of each family of decoders beside Llama, Qwen2 and Qwen3, and what
`transformers` computes with it. Files and loss are those of make_fixtures.py, whose tokenizer and sequences these have.

Developers only; the fixtures are in the repository. Made with torch 2.13, transformers 5.24:
    python tests/reference/make_families.py [NAME...]
Configurations are chosen so that each fact of a family shows in numbers: windows of a few tokens, scales far from one,
dimensions that differ where they may.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForImageTextToText

from make_fixtures import SHAPE, VOCABULARY, randomise, sequences, train_tokenizer

ROOT = Path(__file__).resolve().parent.parent / "fixtures" / "families"
ROPE = dict(rope_type="default", rope_theta=1e3)

# No padding token: PyTorch gives its embedding no gradient, even where it is a token like any other.
SIZES = {**SHAPE, "hidden_size": 24, "intermediate_size": 40, "max_position_embeddings": 64, "pad_token_id": None}
GEMMA3_TEXT = dict(
    num_hidden_layers=3,
    head_dim=8,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    sliding_window=6,
    query_pre_attn_scalar=24,
    rope_parameters=dict(
        full_attention=dict(rope_type="linear", factor=4.0, rope_theta=1e4),
        sliding_attention=dict(rope_type="default", rope_theta=100.0),
    ),
)
# Of 8 dimensions of a head 6 are rotated.
LONGROPE = dict(
    rope_type="longrope",
    rope_theta=100.0,
    partial_rotary_factor=0.75,
    short_factor=[1.0, 1.1, 1.3],
    long_factor=[1.2, 2.0, 4.0],
)

# Two layers are enough but where layers differ. Windows are shorter than the sequences, of 5 to some 40 tokens.
FAMILIES: dict[str, tuple[str, dict]] = {
    "mistral": ("mistral", dict(head_dim=8, sliding_window=6, rope_parameters=ROPE)),
    "gemma2": (
        "gemma2",
        dict(
            head_dim=8,
            sliding_window=6,
            query_pre_attn_scalar=24,
            attn_logit_softcapping=1.5,
            final_logit_softcapping=2.0,
            rope_parameters=ROPE,
        ),
    ),
    "gemma3": ("gemma3_text", GEMMA3_TEXT),
    "gemma3-vision": (
        "gemma3",
        dict(
            text_config={**SIZES, **GEMMA3_TEXT, "model_type": "gemma3_text"},
            vision_config=dict(
                hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2, image_size=8, patch_size=4
            ),
            mm_tokens_per_image=4,
            boi_token_index=310,
            eoi_token_index=311,
            image_token_index=312,
        ),
    ),
    "qwen2.5-vl": (
        "qwen2_5_vl",
        dict(
            text_config=dict(
                SIZES,
                model_type="qwen2_5_vl_text",
                tie_word_embeddings=True,
                rope_parameters=dict(rope_type="default", rope_theta=1e3, mrope_section=[1, 1, 1]),
            ),
            vision_config=dict(
                depth=1, hidden_size=8, intermediate_size=8, num_heads=2, out_hidden_size=24, patch_size=2,
                fullatt_block_indexes=[0], window_size=4,
            ),
            image_token_id=312,
            video_token_id=313,
            vision_start_token_id=314,
            vision_end_token_id=315,
        ),
    ),
    "smollm3": ("smollm3", dict(num_hidden_layers=3, no_rope_layers=[1, 0, 1], rope_parameters=ROPE)),
    "phi3": ("phi3", dict(hidden_size=32, tie_word_embeddings=True, rope_parameters=LONGROPE, original_max_position_embeddings=48)),
    "phi3-long": ("phi3", dict(hidden_size=32, sliding_window=7, rope_parameters=LONGROPE, original_max_position_embeddings=4)),
    "olmo2": ("olmo2", dict(rope_parameters=ROPE)),
    "olmo3": (
        "olmo3",
        dict(
            layer_types=["sliding_attention", "full_attention"],
            sliding_window=6,
            rope_parameters=dict(
                full_attention=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=16, rope_theta=100.0),
                sliding_attention=dict(rope_type="default", rope_theta=100.0),
            ),
        ),
    ),
    "granite": (
        "granite",
        dict(
            rope_parameters=ROPE,
            embedding_multiplier=3.0,
            attention_multiplier=0.2,
            residual_multiplier=0.4,
            logits_scaling=1.7,
        ),
    ),
    "qwen3-moe": (
        "qwen3_moe",
        dict(
            num_hidden_layers=3,
            head_dim=8,
            num_experts=5,
            num_experts_per_tok=2,
            moe_intermediate_size=12,
            norm_topk_prob=True,
            mlp_only_layers=[1],
            rope_parameters=ROPE,
        ),
    ),
    # The weights of the chosen as the softmax has them.
    "qwen3-moe-plain": (
        "qwen3_moe",
        dict(head_dim=8, num_experts=4, num_experts_per_tok=3, moe_intermediate_size=12, rope_parameters=ROPE, tie_word_embeddings=True),
    ),
}


def stored_gradients(model: torch.nn.Module, directory: Path) -> dict[str, torch.Tensor]:
    """Gradients under the names of the saved file: the model is saved once more with them as its weights."""
    weights = {key: parameter.detach().clone() for key, parameter in model.named_parameters()}
    with torch.no_grad():
        for parameter in model.parameters():
            # What reads images has none.
            parameter.copy_(parameter.grad if parameter.grad is not None else torch.zeros(()))
    model.save_pretrained(directory / "gradients")
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(weights[key])
    gradients = load_file(directory / "gradients" / "model.safetensors")
    shutil.rmtree(directory / "gradients")
    return gradients


def make(name: str, seed: int) -> None:
    model_type, options = FAMILIES[name]
    directory = ROOT / name
    shutil.rmtree(directory, ignore_errors=True)
    whole = "vision_config" in options
    kind = AutoModelForImageTextToText if whole else AutoModelForCausalLM
    config = AutoConfig.for_model(model_type, **(options if whole else {**SIZES, **options}))
    model = kind.from_config(config, attn_implementation="eager")
    randomise(model, seed)
    if "gemma" in model_type:  # 1 + weight
        with torch.no_grad():
            for key, parameter in model.named_parameters():
                if "norm" in key:
                    parameter.sub_(1)
    model.save_pretrained(directory)
    # As a reader finds it: what the file does not hold is not computed with.
    model = kind.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager")
    model.eval()
    tokenizer = train_tokenizer("qwen2")
    tokenizer.save_pretrained(directory)
    reference: dict = {"sequences": sequences(tokenizer, seed), "logprobs": []}
    total = torch.zeros(())
    for sequence in reference["sequences"]:
        row = torch.tensor(sequence)
        logp = model(row[None]).logits[0].log_softmax(-1)[:-1].gather(1, row[1:, None])[:, 0]
        total = total - logp.sum()
        reference["logprobs"].append([round(value, 6) for value in logp.tolist()])
    loss = total / sum(len(sequence) - 1 for sequence in reference["sequences"])
    loss.backward()
    reference["loss"] = loss.item()
    (directory / "reference.json").write_text(json.dumps(reference) + "\n")
    save_file(stored_gradients(model, directory), directory / "gradients.safetensors")
    for file in directory.iterdir():
        file.chmod(0o644)
    size = sum(file.stat().st_size for file in directory.iterdir())
    print(f"{name}: loss {loss.item():.4f}, {sum(p.numel() for p in model.parameters())} parameters, {size} bytes")


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    assert SHAPE["vocab_size"] == VOCABULARY
    for name in sys.argv[1:] or FAMILIES:
        make(name, sum(name.encode()))
