"""GGUF files that gguf-py writes: blocks of every type that is read with what gguf-py makes of them, and shards.

Developers only; the fixtures are in the repository. Made with gguf 0.19, numpy 2.4 and safetensors 0.8:
    python tests/reference/make_gguf.py

quantized.gguf holds a tensor of each type, of random bits and of the extreme ones, one of a type that is not read, and
every kind of metadata; quantized.safetensors the values. shards/ is qwen2.gguf (make_fixtures.py) in three files.
sentencepiece-*.gguf hold SentencePiece tokenizers as Llama 2 and Mistral have them (a space before each text) and as
Gemma (none, and tokens of white space), and sentencepiece.json what sentencepiece 0.2.3 makes of texts and ids.
families/ holds the models of make_families.py as llama.cpp's converter writes them, matrices in float16.
"""

import io
import json
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
from safetensors.numpy import load_file, save_file

ROOT = Path(__file__).resolve().parent.parent / "fixtures" / "gguf"
TYPES = gguf.GGMLQuantizationType

# Where in a block its float16 numbers are; the other bytes mean something whatever they are.
FLOATS = {
    TYPES.F16: [0], TYPES.Q8_0: [0], TYPES.Q4_0: [0], TYPES.Q4_1: [0, 2], TYPES.Q5_0: [0], TYPES.Q5_1: [0, 2],
    TYPES.Q2_K: [80, 82], TYPES.Q3_K: [108], TYPES.Q4_K: [0, 2], TYPES.Q5_K: [0, 2], TYPES.Q6_K: [208],
    TYPES.IQ4_NL: [0], TYPES.IQ4_XS: [0],
}  # fmt: skip
LARGEST, LEAST = 65504.0, 2.0**-24
EXTREMES = [(LARGEST, -LARGEST), (-LARGEST, LEAST), (LEAST, LARGEST), (-0.0, 0.0), (np.inf, 1.0), (np.nan, -0.0)]
COLUMNS = 256
ROWS = 8


def blocks_of(kind: TYPES, rng: np.random.Generator) -> np.ndarray:
    """[ROWS, bytes of a row]: rows of zeros and of ones, one of each extreme scale, random ones."""
    values, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (ROWS, COLUMNS // values, size), dtype=np.uint8)
    blocks[0], blocks[1] = 0, 255
    for n, at in enumerate(FLOATS[kind]):
        scales = np.exp2(rng.uniform(-12, 2, blocks.shape[:2])) * rng.choice([-1, 1], blocks.shape[:2])
        flat = scales.reshape(-1)
        extremes = [extreme[n] for extreme in EXTREMES]
        # Of the 32-value blocks' eight a row, one or two each; of the 256-value blocks', one a row.
        every = max(1, len(flat) // len(extremes))
        flat[: every * len(extremes) : every] = extremes
        with np.errstate(over="ignore"):
            half = scales.astype(np.float16)
        if values == 1:
            half[:] = rng.integers(0, 65536, half.shape, dtype=np.uint16).view(np.float16)
        blocks[:, :, at : at + 2] = half[..., None].view(np.uint8)
    return blocks.reshape(ROWS, -1)


def make_quantized() -> None:
    rng = np.random.default_rng(9)
    writer = gguf.GGUFWriter(ROOT / "quantized.gguf", "llama")
    expected = {}
    for kind in (TYPES.F32, TYPES.BF16):
        bits = rng.integers(0, 256, (3, 64 * gguf.GGML_QUANT_SIZES[kind][1]), dtype=np.uint8)
        writer.add_tensor(kind.name, bits.view(np.float32) if kind == TYPES.F32 else bits, raw_dtype=kind)
        expected[kind.name] = gguf.quants.dequantize(bits, kind)
    for kind in FLOATS:
        packed = blocks_of(kind, rng)
        writer.add_tensor(kind.name, packed.view(np.float16) if kind == TYPES.F16 else packed, raw_dtype=kind)
        with np.errstate(all="ignore"):
            expected[kind.name] = gguf.quants.dequantize(packed, kind).astype(np.float32)
    writer.add_tensor("IQ2_XXS", np.zeros((1, 66), dtype=np.uint8), raw_dtype=TYPES.IQ2_XXS)
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4000000000)
    writer.add_int32("test.int32", -2000000000)
    writer.add_float32("test.float32", 0.5)
    writer.add_uint64("test.uint64", 1 << 40)
    writer.add_int64("test.int64", -(1 << 40))
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "größer")
    writer.add_array("test.array", ["a", "b", "c"])
    finish(writer)
    save_file(expected, ROOT / "quantized.safetensors")


def make_shards() -> None:
    reader = gguf.GGUFReader(ROOT / "qwen2.gguf")
    (ROOT / "shards").mkdir(exist_ok=True)
    count = len(reader.tensors)
    writer = gguf.GGUFWriter(ROOT / "shards" / "qwen2.gguf", "qwen2", split_max_tensors=-(-count // 3))
    for field in reader.fields.values():
        if not field.name.startswith(("GGUF.", "general.architecture")):
            inner = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], inner)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    finish(writer)


TEXTS = [
    "", " ", "a", " a", "the apples", "How many apples are there in 12 + 144 = 156 boxes?", "größer 数学 😀 ﷺ",
    "a  b   c    d", "  two before", "two behind  ", "line\nline\n\nline\r\n\tx", "<b>bold</b> <b >",
    "x<b>y\n\n\nz     q", "supercalifragilistic thethethe aaaaaaa", "\u00e9 e\u0301 \u00a0 \u3000 \u2028",
]  # fmt: skip
SYMBOLS = {"llama": [], "gemma": ["<b>", "</b>", "\n", "\n\n", "▁▁", "▁▁▁"]}


def make_sentencepiece() -> None:
    """Tiny tokenizers of sentencepiece, stored as llama.cpp's converter does (white space of its own tokens as it is)."""
    rng = np.random.default_rng(3)
    lines = [f"First, {a} + {b} = {a + b}. Then the apples are {a * b}, in {a} boxes of {b}." for a, b in rng.integers(1, 200, (300, 2))]
    lines += ["How many apples are there? The answer is <b>42</b>.", "größer 数学", "a  b   c"] * 5
    cases = {}
    for name, symbols in SYMBOLS.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_writer=model, model_type="bpe", vocab_size=390, byte_fallback=True,
            user_defined_symbols=symbols, normalization_rule_name="identity", remove_extra_whitespaces=False,
            add_dummy_prefix=name == "llama", split_digits=True, minloglevel=2,
        )  # fmt: skip
        pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        writer = gguf.GGUFWriter(ROOT / f"sentencepiece-{name}.gguf", name)
        tokens, scores, types = [], [], []
        kinds = gguf.TokenType
        for i in range(pieces.vocab_size()):
            own = pieces.id_to_piece(i) in symbols
            tokens.append(pieces.id_to_piece(i).replace("▁", " ") if own else pieces.id_to_piece(i))
            scores.append(-1000.0 if own else pieces.get_score(i))
            types.append(
                kinds.USER_DEFINED if own else kinds.UNKNOWN if pieces.is_unknown(i) else kinds.CONTROL if pieces.is_control(i)
                else kinds.BYTE if pieces.is_byte(i) else kinds.NORMAL
            )  # fmt: skip
        writer.add_tokenizer_model("llama")
        writer.add_tokenizer_pre("default")
        writer.add_token_list(tokens)
        writer.add_token_scores(scores)
        writer.add_token_types(types)
        if name == "gemma":
            writer.add_add_space_prefix(False)
            writer.add_bos_token_id(pieces.bos_id())
            writer.add_eos_token_id(pieces.eos_id())
            writer.add_unk_token_id(pieces.unk_id())
        finish(writer)
        decoded = [rng.integers(3, pieces.vocab_size(), rng.integers(1, 9)).tolist() for _ in range(60)]
        cases[name] = {
            "encoded": [[text, pieces.encode(text)] for text in TEXTS],
            "decoded": [[ids, pieces.decode(ids)] for ids in decoded],
        }
    (ROOT / "sentencepiece.json").write_text(json.dumps(cases) + "\n")


# llama.cpp's architecture by the fixture's name; it rotates neighbouring pairs in some, whose rows are interleaved.
FAMILIES = {
    "gemma2": "gemma2", "gemma3": "gemma3", "smollm3": "smollm3", "phi3": "phi3", "phi3-long": "phi3", "olmo2": "olmo2",
    "olmo3": "olmo2", "granite": "granite", "qwen3-moe-plain": "qwen3moe",
}  # fmt: skip
INTERLEAVED = ("smollm3", "granite")


def make_family(name: str, architecture: str) -> None:
    source = ROOT.parent / "families" / name
    config = json.loads((source / "config.json").read_text())
    writer = gguf.GGUFWriter(ROOT / "families" / f"{name}.gguf", architecture)
    layers, heads, hidden = (config[key] for key in ("num_hidden_layers", "num_attention_heads", "hidden_size"))
    head = config.get("head_dim") or hidden // heads
    writer.add_block_count(layers)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    ropes = config["rope_parameters"]
    rope = ropes.get("full_attention", ropes)
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1)))
    if rope["rope_type"] in ("linear", "yarn"):
        writer.add_rope_scaling_type(gguf.RopeScalingType(rope["rope_type"]))
        writer.add_rope_scaling_factor(rope["factor"])
    if "original_max_position_embeddings" in rope:
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if rope["rope_type"] == "longrope":
        scale = config["max_position_embeddings"] / rope["original_max_position_embeddings"]
        writer.add_rope_scaling_attn_factors((1 + np.log(scale) / np.log(rope["original_max_position_embeddings"])) ** 0.5)
        for length in ("long", "short"):
            writer.add_tensor(f"rope_factors_{length}.weight", np.array(rope[f"{length}_factor"], dtype=np.float32))
    if config.get("sliding_window"):
        writer.add_sliding_window(config["sliding_window"])
        if "layer_types" in config:
            writer.add_sliding_window_pattern([kind == "sliding_attention" for kind in config["layer_types"]])
    if architecture == "gemma3":
        writer.add_rope_freq_base_swa(ropes["sliding_attention"]["rope_theta"])
    if architecture == "gemma2":
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
    if architecture == "granite":
        writer.add_embedding_scale(config["embedding_multiplier"])
        writer.add_attention_scale(config["attention_multiplier"])
        writer.add_residual_scale(config["residual_multiplier"])
        writer.add_logit_scale(config["logits_scaling"])
    tensors = dict(load_file(source / "model.safetensors"))
    if architecture == "qwen3moe":
        experts = config.get("num_experts", config.get("num_local_experts"))
        writer.add_expert_count(experts)
        writer.add_expert_used_count(config["num_experts_per_tok"])
        writer.add_expert_feed_forward_length(config["moe_intermediate_size"])
        for layer in range(layers):
            for projection in ("gate_proj", "up_proj", "down_proj"):
                each = [f"model.layers.{layer}.mlp.experts.{expert}.{projection}.weight" for expert in range(experts)]
                if each[0] in tensors:
                    joined = f"model.layers.{layer}.mlp.experts.{projection}.weight"
                    tensors[joined] = np.stack([tensors.pop(key) for key in each])
    add_tokenizer(writer, json.loads((source / "tokenizer.json").read_text()))
    names = gguf.get_tensor_name_map(next(k for k, v in gguf.MODEL_ARCH_NAMES.items() if v == architecture), layers)
    for key, data in tensors.items():
        if architecture in INTERLEAVED and key.endswith(("q_proj.weight", "k_proj.weight")):
            data = data.reshape(-1, 2, head // 2, hidden).swapaxes(1, 2).reshape(data.shape)
        if architecture.startswith("gemma") and key.endswith("norm.weight"):
            data = data + np.float32(1)
        stored = names.get_name(key, (".weight", ".bias"))
        writer.add_tensor(stored, np.ascontiguousarray(data, dtype=np.float32 if data.ndim == 1 else np.float16))
    finish(writer)


def add_tokenizer(writer: gguf.GGUFWriter, tokenizer: dict) -> None:
    special = [token["content"] for token in tokenizer["added_tokens"]]
    ids = {**tokenizer["model"]["vocab"], **{token["content"]: token["id"] for token in tokenizer["added_tokens"]}}
    tokens = sorted(ids, key=ids.get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in special else 1 for token in tokens])
    merges = tokenizer["model"]["merges"]
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)


def finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    make_quantized()
    make_shards()
    make_sentencepiece()
    (ROOT / "families").mkdir(exist_ok=True)
    for name, architecture in FAMILIES.items():
        make_family(name, architecture)
    for path in [*ROOT.glob("quantized.*"), *ROOT.glob("sentencepiece*"), *ROOT.glob("shards/*"), *ROOT.glob("families/*")]:
        path.chmod(0o644)
