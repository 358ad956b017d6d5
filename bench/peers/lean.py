"""A Llama decoder as one would write it in plain PyTorch to be fast: fused query/key/value and gate/up matrices,
scaled_dot_product_attention with the causal flag and no mask tensor, rms_norm from the library, rotation tables made
once. The second opponent of dense.py and group.py; the harness compares with whichever of the two is faster."""

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, width: int, heads: int, kv_heads: int, inner: int):
        super().__init__()
        self.heads, self.kv_heads, self.head_width = heads, kv_heads, width // heads
        self.attention_norm = nn.Parameter(torch.ones(width))
        self.mlp_norm = nn.Parameter(torch.ones(width))
        self.qkv = nn.Linear(width, (heads + 2 * kv_heads) * self.head_width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.gate_up = nn.Linear(width, 2 * inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x, cos, sin):
        B, T, D = x.shape
        h = F.rms_norm(x, (D,), self.attention_norm, 1e-5)
        qkv = self.qkv(h).view(B, T, self.heads + 2 * self.kv_heads, self.head_width).transpose(1, 2)
        qk, v = qkv.split((self.heads + self.kv_heads, self.kv_heads), dim=1)
        first, second = qk.chunk(2, dim=-1)
        qk = qk * cos[:T] + torch.cat((-second, first), dim=-1) * sin[:T]
        q, k = qk.split((self.heads, self.kv_heads), dim=1)
        grouped = self.heads != self.kv_heads
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=grouped)
        x = x + self.out(attended.transpose(1, 2).reshape(B, T, D))
        h = F.rms_norm(x, (D,), self.mlp_norm, 1e-5)
        gate, up = self.gate_up(h).chunk(2, dim=-1)
        return x + self.down(F.silu(gate) * up)


class LeanLlama(nn.Module):
    """Tied embeddings; `hidden` gives the normed last layer [B, T, D], `logits` applies the head to any rows of it."""

    def __init__(self, shape: dict):
        super().__init__()
        width, head_width = shape["hiddenSize"], shape["hiddenSize"] // shape["heads"]
        self.embedding = nn.Parameter(torch.randn(shape["vocabSize"], width) * 0.02)
        self.blocks = nn.ModuleList(
            Block(width, shape["heads"], shape["kvHeads"], shape["intermediateSize"]) for _ in range(shape["layers"])
        )
        self.norm = nn.Parameter(torch.ones(width))
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and name != "embedding":
                nn.init.normal_(weight, std=0.02)
        frequency = 10000.0 ** (-torch.arange(0, head_width, 2) / head_width)
        angle = torch.outer(torch.arange(shape["maxPositions"]), frequency).repeat(1, 2)
        self.register_buffer("cos", angle.cos())
        self.register_buffer("sin", angle.sin())

    def hidden(self, ids):
        x = F.embedding(ids, self.embedding)
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        return F.rms_norm(x, (x.shape[-1],), self.norm, 1e-5)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding)
