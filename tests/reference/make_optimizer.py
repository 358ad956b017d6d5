"""Makes tests/fixtures/adamw.json: steps of torch.optim.AdamW with clipped gradients, for optimizer.test.ts.

Developers only; the fixture is in the repository. Made with torch 2.13:  python tests/reference/make_optimizer.py

Each case: settings, and per step each tensor's gradient (null: not trained in this step), the norm before clipping,
and the weights after it. Matrices decay, vectors do not.
"""

import json
from pathlib import Path

import torch

SHAPES = {"matrix": (3, 4), "vector": (5,), "late": (2, 3)}
SETTINGS = [
    dict(learningRate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.1, maxGradNorm=1.0),
    dict(learningRate=0.3, beta1=0.8, beta2=0.95, epsilon=1e-3, weightDecay=0.0, maxGradNorm=0.0),
]


def make(settings: dict, seed: int) -> dict:
    generator = torch.Generator().manual_seed(seed)
    random = lambda shape: torch.randn(shape, generator=generator)
    parameters = {name: torch.nn.Parameter(random(shape)) for name, shape in SHAPES.items()}
    start = {name: parameter.detach().flatten().tolist() for name, parameter in parameters.items()}
    decayed = [p for p in parameters.values() if p.ndim > 1]
    others = [p for p in parameters.values() if p.ndim == 1]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=settings["weightDecay"]), dict(params=others, weight_decay=0.0)],
        lr=settings["learningRate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        foreach=False,
    )
    steps = []
    for step in range(8):
        gradients = {}
        for name, parameter in parameters.items():
            trained = name != "late" or step >= 3
            # Small at first, so that clipping starts later.
            parameter.grad = 0.1 * (step + 1) * random(parameter.shape) if trained else None
            gradients[name] = parameter.grad.flatten().tolist() if trained else None
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), settings["maxGradNorm"] or float("inf")).item()
        optimizer.step()
        weights = {name: parameter.detach().flatten().tolist() for name, parameter in parameters.items()}
        steps.append(dict(gradients=gradients, norm=norm, weights=weights))
    return dict(settings=settings, start=start, steps=steps)


if __name__ == "__main__":
    cases = [make(settings, seed) for seed, settings in enumerate(SETTINGS)]
    path = Path(__file__).resolve().parent.parent / "fixtures" / "adamw.json"
    path.write_text(json.dumps(cases) + "\n")
