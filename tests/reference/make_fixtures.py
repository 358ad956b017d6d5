"""Makes tests/fixtures/models: tiny random checkpoints and what `transformers` computes with them.

Developers only; the fixtures are in the repository. Made with torch 2.13, transformers 5.23, tokenizers 0.23,
safetensors and gguf 0.19:  python tests/reference/make_fixtures.py

Each NAME/ is a Hugging Face directory plus
  reference.json         sequences (token ids), logprobs (of each token after the first), loss; for classification
                         logits [tokens][labels], targets (probability of the last label), loss
  gradients.safetensors  gradient of that loss with respect to every parameter, float32
tokenizers.json holds encodings and decodings, gguf/ the same models as GGUF.

The loss is the mean over all predicted tokens of all sequences (classification: over all tokens).
Norms and biases are random too: their usual ones and zeros would hide mistakes.
"""

import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2ForTokenClassification,
    Qwen2Model,
    Qwen2PreTrainedModel,
    Qwen3Config,
    Qwen3ForCausalLM,
)
from transformers.modeling_outputs import TokenClassifierOutput
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
MODELS = ROOT / "models"
GGUF = ROOT / "gguf"
VOCABULARY = 320
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

STEP_TOKEN = "<extra_0>"  # of Qwen2.5-Math-PRM

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


def train_tokenizer(kind: str, special: list[str] = SPECIAL) -> PreTrainedTokenizerFast:
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
        special_tokens=special,
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


class Qwen2ForProcessRewardModel(Qwen2PreTrainedModel):
    """The head of Qwen2.5-Math-PRM: two linear layers with ReLU between, two labels at every token."""

    def __init__(self, config: Qwen2Config) -> None:
        super().__init__(config)
        self.model = Qwen2Model(config)
        hidden = config.hidden_size
        self.score = torch.nn.Sequential(torch.nn.Linear(hidden, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 2))
        self.post_init()

    def forward(self, ids: torch.Tensor) -> TokenClassifierOutput:
        return TokenClassifierOutput(logits=self.score(self.model(ids).last_hidden_state))


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
    process_reward = isinstance(model, Qwen2ForProcessRewardModel)
    tokenizer = train_tokenizer(kind, [*SPECIAL, STEP_TOKEN] if process_reward else SPECIAL)
    randomise(model, seed)
    if bf16:
        model.to(torch.bfloat16).save_pretrained(directory, max_shard_size="40KB")
        # Not model.to(float32): its rotary frequencies were rounded too.
        model = type(model).from_pretrained(directory, dtype=torch.float32)
    else:
        model.save_pretrained(directory)
    tokenizer.save_pretrained(directory)
    model.eval()
    model.set_attn_implementation("eager")
    ids = sequences(tokenizer, seed)
    reference: dict = {"sequences": ids}
    total = torch.zeros(())
    if model.config.architectures[0].endswith(("TokenClassification", "ProcessRewardModel")):
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
        "qwen2-process-reward",
        Qwen2ForProcessRewardModel(Qwen2Config(**SHAPE, rope_parameters=dict(rope_type="default", rope_theta=1e4))),
        "qwen2",
        8,
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




PROBLEM = "What is 7 + 8, times 2?"
STEPS = [
    ["First, 7 + 8 = 15.", "Then we multiply: 15 * 2 = 30.", "The answer is \\boxed{30}."],
    ["7 + 8 = 16"],
    ["größer 数学", " two\nlines ", "7 + 8 = 15."],
]
SYSTEM = "Please reason step by step, and put your final answer within \\boxed{}."


def make_step_scores() -> None:
    """steps.json: what both kinds of process reward model give each step, p(good) - p(bad)."""
    for name, kind in (
        ("qwen2-classification", Qwen2ForTokenClassification),
        ("qwen2-process-reward", Qwen2ForProcessRewardModel),
    ):
        directory = MODELS / name
        model = kind.from_pretrained(directory, dtype=torch.float32).eval()
        tokenizer = PreTrainedTokenizerFast.from_pretrained(directory)
        encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
        solutions = []
        for steps in STEPS:
            user = [{"role": "user", "content": PROBLEM}]
            if name == "qwen2-process-reward":
                # As the model card of Qwen2.5-Math-PRM-7B has it: one text, the step token after each step.
                chat = [{"role": "system", "content": SYSTEM}, *user]
                content = STEP_TOKEN.join(steps) + STEP_TOKEN
                ids = encode(tokenizer.apply_chat_template([*chat, {"role": "assistant", "content": content}], tokenize=False))
                step_id = encode(STEP_TOKEN)[0]
                positions = [i for i, token in enumerate(ids) if token == step_id]
            else:
                # As PURE reads a policy's response: the token that ends with the separator is replaced by a line feed.
                ids = encode(tokenizer.apply_chat_template(user, tokenize=False, add_generation_prompt=True))
                positions = []
                for step in steps:
                    tokens = encode(step + "\n\n")
                    whole = tokenizer.decode(tokens[-1:]).endswith("\n\n")
                    ids += (tokens[:-1] if whole else encode(step)) + encode("\n")
                    positions.append(len(ids) - 1)
            p = model(torch.tensor([ids])).logits[0].softmax(-1)
            rewards = [(p[i, 1] - p[i, 0]).item() for i in positions]
            solutions.append({"steps": steps, "rewards": rewards, "ids": ids})
        (directory / "steps.json").write_text(json.dumps({"problem": PROBLEM, "solutions": solutions}) + "\n")


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


def make_gguf(name: str, kind: str, dtype: type) -> None:
    """The checkpoint NAME as llama.cpp's converter writes it."""
    config = json.loads((MODELS / name / "config.json").read_text())
    family = config["model_type"]
    heads, kv_heads, hidden = config["num_attention_heads"], config["num_key_value_heads"], config["hidden_size"]
    writer = gguf.GGUFWriter(GGUF / f"{name}.gguf", family)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    if "head_dim" in config:
        writer.add_key_length(config["head_dim"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    rope = config["rope_parameters"]
    writer.add_rope_freq_base(rope["rope_theta"])
    if rope["rope_type"] != "default":
        writer.add_rope_scaling_type(gguf.RopeScalingType(rope["rope_type"]))
        writer.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "yarn":
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    tokenizer = json.loads((MODELS / name / "tokenizer.json").read_text())
    vocabulary = {**tokenizer["model"]["vocab"], **{token["content"]: token["id"] for token in tokenizer["added_tokens"]}}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(kind)
    writer.add_token_list(sorted(vocabulary, key=vocabulary.get))
    writer.add_token_types([3 if token in SPECIAL else 1 for token in sorted(vocabulary, key=vocabulary.get)])
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_chat_template(CHAT_TEMPLATE)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[family.upper()], config["num_hidden_layers"])
    for key, tensor in load_file(MODELS / name / "model.safetensors").items():
        data = tensor.numpy()
        if family == "llama" and key.endswith(("q_proj.weight", "k_proj.weight")):
            count = heads if "q_proj" in key else kv_heads
            data = data.reshape(count, 2, -1, hidden).swapaxes(1, 2).reshape(data.shape)
        writer.add_tensor(names.get_name(key, (".weight", ".bias")), np.ascontiguousarray(data, dtype=np.float32 if data.ndim == 1 else dtype))
    finish(writer)


def make_rope_freqs() -> None:
    """llama3-rope.gguf: Llama 3.2's scaling (factor 32), which GGUF keeps as the divisor of each frequency."""
    writer = gguf.GGUFWriter(GGUF / "llama3-rope.gguf", "llama")
    for add, value in (
        (writer.add_block_count, 1), (writer.add_context_length, 131072), (writer.add_embedding_length, 128),
        (writer.add_feed_forward_length, 128), (writer.add_head_count, 2), (writer.add_layer_norm_rms_eps, 1e-5),
        (writer.add_rope_freq_base, 500000.0),
    ):
        add(value)
    config = LlamaConfig(
        hidden_size=128,
        num_attention_heads=2,
        rope_parameters=dict(
            rope_type="llama3", rope_theta=500000.0, factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=8192,
        ),
    )
    scaled, _ = ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")
    plain = 1.0 / (500000.0 ** (torch.arange(0, 64, 2, dtype=torch.float32) / 64))
    writer.add_tensor("rope_freqs.weight", (plain / scaled).numpy())
    writer.add_tensor("token_embd.weight", np.zeros((4, 128), dtype=np.float32))
    finish(writer)


def finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    make_models()
    make_step_scores()
    make_tokenizer_cases()
    GGUF.mkdir(exist_ok=True)
    make_gguf("llama-linear", "smollm", np.float32)
    make_gguf("qwen2", "qwen2", np.float16)
    make_gguf("qwen3-yarn", "qwen2", np.float16)
    make_rope_freqs()
    for path in GGUF.iterdir():
        path.chmod(0o644)
