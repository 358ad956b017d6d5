"""Makes tests/fixtures/models: tiny random checkpoints and what `transformers` computes with them.

Developers only; the fixtures are in the repository. Made with torch 2.13, transformers 5.23, tokenizers 0.23,
safetensors and gguf 0.19:  python tests/reference/make_fixtures.py

Each NAME/ is a Hugging Face directory plus
  reference.json         sequences (token ids), logprobs (of each token after the first), loss; for classification
                         logits [tokens][labels], targets (probability of the last label), loss
  gradients.safetensors  gradient of that loss with respect to every parameter, float32
The loss is the mean over all predicted tokens of all sequences (classification: over all tokens).
Norms and biases are random too: their usual ones and zeros would hide mistakes.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2ForTokenClassification,
    Qwen3Config,
    Qwen3ForCausalLM,
)

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
MODELS = ROOT / "models"
VOCABULARY = 320
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

CHAT_TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)

# The split of Qwen2's tokenizer.json, https://huggingface.co/Qwen/Qwen2.5-0.5B
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def train_tokenizer(kind: str) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    if kind == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    else:  # as in SmolLM2: single digits, then GPT-2's split
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
    tokenizer.decoder = decoders.ByteLevel()
    lines = [f"First, {a} + {b} = {a + b}.\n\nThen we multiply: {a} * {b} = {a * b}.\n\n" for a in range(12) for b in range(12)]
    lines += ["user\nHow many apples are there? <|im_end|>\nassistant\nThe answer is \\boxed{42}.\n", "größer 数学 😀\n"] * 3
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    assert tokenizer.get_vocab_size() == VOCABULARY, tokenizer.get_vocab_size()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|endoftext|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE,
    )


def randomise(model: torch.nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name:
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.2 * noise)
            else:
                parameter.copy_(0.2 * noise)


def sequences(tokenizer: PreTrainedTokenizerFast, seed: int) -> list[list[int]]:
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "What is 7 + 8?"}, {"role": "assistant", "content": "7 + 8 = 15.\n\nGrößer 😀"}],
        tokenize=False,
    )
    rng = np.random.default_rng(seed)
    return [
        tokenizer.encode(text, add_special_tokens=False),
        rng.integers(0, VOCABULARY, 29).tolist(),
        rng.integers(0, VOCABULARY, 5).tolist(),
    ]


def make(name: str, model: torch.nn.Module, kind: str, seed: int, bf16: bool = False) -> None:
    directory = MODELS / name
    shutil.rmtree(directory, ignore_errors=True)
    tokenizer = train_tokenizer(kind)
    randomise(model, seed)
    if bf16:
        model.to(torch.bfloat16)
        model.save_pretrained(directory, max_shard_size="40KB")
        model.to(torch.float32)
    else:
        model.save_pretrained(directory)
    tokenizer.save_pretrained(directory)
    model.eval()
    model.set_attn_implementation("eager")
    ids = sequences(tokenizer, seed)
    reference: dict = {"sequences": ids}
    total = torch.zeros(())
    if model.config.architectures[0].endswith("TokenClassification"):
        rng = np.random.default_rng(seed + 1)
        reference["logits"], reference["targets"] = [], []
        for sequence in ids:
            logits = model(torch.tensor([sequence])).logits[0]
            target = torch.tensor(rng.random(len(sequence)).round(3), dtype=torch.float32)
            logp = logits.log_softmax(-1)
            total = total - ((1 - target) * logp[:, 0] + target * logp[:, 1]).sum()
            reference["logits"].append(logits.tolist())
            reference["targets"].append(target.tolist())
        count = sum(len(sequence) for sequence in ids)
    else:
        reference["logprobs"] = []
        for sequence in ids:
            row = torch.tensor(sequence)
            logp = model(row[None]).logits[0].log_softmax(-1)[:-1].gather(1, row[1:, None])[:, 0]
            total = total - logp.sum()
            reference["logprobs"].append(logp.tolist())
        count = sum(len(sequence) - 1 for sequence in ids)
    loss = total / count
    loss.backward()
    reference["loss"] = loss.item()
    (directory / "reference.json").write_text(json.dumps(reference) + "\n")
    save_file(
        {key: parameter.grad.contiguous() for key, parameter in model.named_parameters()},
        directory / "gradients.safetensors",
    )
    for file in directory.iterdir():
        file.chmod(0o644)
    print(f"{name}: loss {loss.item():.4f}, {sum(p.numel() for p in model.parameters())} parameters")


SHAPE = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=512,
    bos_token_id=0,
    eos_token_id=2,
    pad_token_id=0,
)


def make_models() -> None:
    # The wavelengths (6, 20, 63, 199 positions) fall in all three of llama3's bands.
    llama3 = dict(rope_type="llama3", rope_theta=100.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0)
    llama3["original_max_position_embeddings"] = 64
    make(
        "llama",
        LlamaForCausalLM(LlamaConfig(**SHAPE, rope_parameters=llama3, tie_word_embeddings=False)),
        "smollm",
        1,
    )
    make(
        "llama-bf16-sharded",
        LlamaForCausalLM(LlamaConfig(**SHAPE, attention_bias=True, rope_parameters=dict(rope_type="default", rope_theta=1000.0))),
        "smollm",
        2,
        bf16=True,
    )
    make(
        "llama-linear",
        LlamaForCausalLM(
            LlamaConfig(**SHAPE, rope_parameters=dict(rope_type="linear", factor=2.0, rope_theta=1000.0), tie_word_embeddings=True)
        ),
        "smollm",
        3,
    )
    make(
        "qwen2",
        Qwen2ForCausalLM(Qwen2Config(**SHAPE, tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1e4))),
        "qwen2",
        4,
    )
    make(
        "qwen2-classification",
        Qwen2ForTokenClassification(
            Qwen2Config(**SHAPE, num_labels=2, rope_parameters=dict(rope_type="default", rope_theta=1e4))
        ),
        "qwen2",
        5,
    )
    make(
        "qwen3",
        Qwen3ForCausalLM(
            Qwen3Config(**SHAPE, head_dim=16, tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1e4))
        ),
        "qwen2",
        6,
    )
    yarn = dict(rope_type="yarn", rope_theta=100.0, factor=4.0, original_max_position_embeddings=64)
    make(
        "qwen3-yarn",
        Qwen3ForCausalLM(Qwen3Config(**SHAPE, head_dim=16, tie_word_embeddings=True, rope_parameters=yarn)),
        "qwen2",
        7,
    )




TEXTS = [
    "", " ", "\n\n", "Hello, world!", "7 + 8 = 15.\n\nThen 15 * 2 = 30.", "it's we'll I'D they'Ve", "  two  spaces   ",
    "tabs\tand\r\nlines\n \n  \n", "größer, naïve, ﬁne", "数学は楽しい。1２３", "😀👩‍👩‍👧 flags 🇩🇪", "½ ² Ⅷ ٣٤ 12345.678",
    "a\u0301 e\u0308 \u00e9", "no\u00a0break\u2003em\u3000wide", "\ufeffmark \u0085 next", "\x00\x01\x7f", "<|im_start|>user\nhi<|im_end|>\n",
    "<|im_start|", "x<|endoftext|><|endoftext|> y", "\\boxed{42} \\frac{1}{2} $x^2$", "def f(x):\n    return x  # comment", "!!!???...---===", "A" * 300,
    "ｆｕｌｌ ｗｉｄｔｈ", "שלום عليكم नमस्ते", "'s't're", "1 000 000", "\u200b zero \u200d width", "end with newline\n", "end with spaces   ",
]


def make_tokenizer_cases() -> None:
    """What transformers encodes TEXTS to, and decodes random tokens to, with the two kinds of tokenizer."""
    cases = {}
    for name in ("llama", "qwen2"):
        tokenizer = PreTrainedTokenizerFast.from_pretrained(MODELS / name)
        rng = np.random.default_rng(8)
        decoded = []
        for _ in range(60):
            ids = rng.integers(0, VOCABULARY, rng.integers(1, 9)).tolist()
            decoded.append([ids, tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)])
        cases[name] = {"encoded": [[text, tokenizer.encode(text, add_special_tokens=False)] for text in TEXTS], "decoded": decoded}
    (ROOT / "tokenizers.json").write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    make_models()
    make_tokenizer_cases()
