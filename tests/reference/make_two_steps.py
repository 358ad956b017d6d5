"""Makes tests/fixtures/two-steps: two training steps of PURE in PyTorch, for tests/two-steps.test.ts.

Developers only; the fixture is in the repository. Made with torch 2.13, transformers 5.23 and safetensors:
    python tests/reference/make_two_steps.py

cases.json holds, for each case, its settings, what the loop is given (prompts, responses as token ids with the
sampler's log-probabilities, scores of their steps, verdicts, initial adapters or value head) and PyTorch's figures of
each step; NAME.safetensors the weights after two steps. Everything is computed in float64 by autograd from the
definitions in docs/method.md, by no code of src/.

Responses are drawn from the policy, but with line feeds (the separator) put in, so that steps are known by design. The
sampler's log-probabilities are the policy's with noise: ratios differ from 1 from the first update on, and what is
computed from them is told from what is computed from the trainer's own.
"""

import copy
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SEPARATOR = "\n"
STEPS, PROMPTS, RESPONSES, LONGEST = 2, 4, 3, 20


@dataclass
class Settings:
    policy: str
    reference: str
    form: str
    estimator: str = "rloo"
    baseline: str = "token"
    temperature: float = 0.1
    gamma: float = 1.0
    lambda_: float = 1.0
    kl_in: str = "reward"
    kl_coefficient: float = 0.05
    verifiable: float = 1.0
    clip: float = 0.2
    updates: int = 1
    learning_rate: float = 0.01
    critic_learning_rate: float = 0.02
    epsilon: float = 1e-3
    weight_decay: float = 0.1
    lora_rank: int = 0
    lora_alpha: float = 4.0


CASES = {
    "min-mix": Settings("qwen2", "qwen3", "min", kl_in="loss", verifiable=0.7, updates=2),
    "sum-kl-reward": Settings("llama-linear", "qwen2", "sum", gamma=0.9),
    "gae-critic": Settings("qwen2", "llama-linear", "min", estimator="gae", gamma=0.97, lambda_=0.9),
    "lora": Settings("llama", "qwen3", "min", baseline="openrlhf", temperature=0.5, kl_in="loss", lora_rank=2),
}
TARGETS = ("q_proj", "v_proj", "down_proj")


# What is recorded.


@dataclass
class Response:
    tokens: list[int]
    ends: list[int]
    scores: list[float]
    verdict: bool | None
    old: Tensor


def float32(x: Tensor) -> Tensor:
    """What the fixture holds of float64 numbers."""
    return x.float().double()


class Vocabulary:
    """Token ids that a response is made of: text with a visible character and no line feed, and line feeds."""

    def __init__(self, name: str) -> None:
        tokenizer = AutoTokenizer.from_pretrained(FIXTURES / "models" / name)
        texts = {i: tokenizer.decode([i]) for i in range(len(tokenizer)) if i not in tokenizer.all_special_ids}
        self.encode = tokenizer.encode
        self.eos = tokenizer.eos_token_id
        self.plain = [i for i, text in texts.items() if text.strip() and text.isascii() and text.isprintable()]
        self.separators = [i for i, text in texts.items() if text.endswith(SEPARATOR)]


def draw(policy: nn.Module, prompt: list[int], vocabulary: Vocabulary, generator: torch.Generator) -> Response:
    random = lambda low, high: int(torch.randint(low, high + 1, (), generator=generator))
    tokens: list[int] = []
    ends: list[int] = []

    def put(allowed: list[int]) -> None:
        with torch.no_grad():
            logits = policy(torch.tensor([prompt + tokens])).logits[0, -1, allowed]
        tokens.append(allowed[int(torch.multinomial(logits.softmax(-1), 1, generator=generator))])

    steps = random(1, 4)
    for step in range(steps):
        for _ in range(random(1, 3)):
            put(vocabulary.plain)
        # The last step ends with a separator, the end of the sequence, or is cut.
        kind = 0 if step < steps - 1 else random(0, 2)
        if kind == 0:
            put(vocabulary.separators)
        elif kind == 1:
            tokens.append(vocabulary.eos)
        ends.append(len(tokens) - 1)
    assert len(tokens) <= LONGEST
    scores = (2 * torch.rand(steps, generator=generator, dtype=torch.float64) - 1).tolist()
    noise = 0.15 * torch.randn(len(tokens), generator=generator, dtype=torch.float64)
    with torch.no_grad():
        old = float32(logprobs(policy, prompt, tokens) + noise)
    return Response(tokens, ends, scores, bool(random(0, 1)), old)


def logprobs(model: nn.Module, prompt: list[int], tokens: list[int]) -> Tensor:
    """log p of each response token."""
    logits = model(torch.tensor([prompt + tokens])).logits[0, len(prompt) - 1 : -1]
    return logits.log_softmax(-1).gather(1, torch.tensor(tokens)[:, None])[:, 0]


# Credit: from scores and verdicts to advantages.


def suffix_sums(values: Tensor, gamma: float = 1.0) -> Tensor:
    """Σ_{j≥t} γ^(j−t) x_j."""
    return torch.stack([sum(gamma**j * x for j, x in enumerate(values[t:])) for t in range(len(values))])


def k3(logp: Tensor, reference: Tensor) -> Tensor:
    """KL estimate of each token, d = log p − log p_ref: e^(−d) − 1 + d, at most 10."""
    d = (logp - reference).clamp(-20, 20)
    return (torch.exp(-d) - 1 + d).clamp(max=10)


def step_rewards(scores: Tensor, settings: Settings) -> Tensor:
    """r* of each step."""
    if settings.form == "sum":
        return scores
    return torch.softmax(-scores / settings.temperature, 0) * scores


def of_step(response: Response) -> Tensor:
    """The step of each token."""
    return torch.tensor([sum(end < t for end in response.ends) for t in range(len(response.tokens))])


def taking(group: list[Response]) -> list[bool]:
    """Which responses take part: where some were judged, one that could not be takes none."""
    some = any(response.verdict is not None for response in group)
    return [response.verdict is not None or not some for response in group]


def rloo(group: list[Response], references: list[Tensor], settings: Settings) -> list[Tensor]:
    """Advantages [tokens] of each response."""
    rewards = [step_rewards(torch.tensor(r.scores, dtype=torch.float64), settings) for r in group]
    lengths = [len(r.tokens) for r in group]
    result = []
    for i, response in enumerate(group):
        others = [k for k, takes in enumerate(taking(group)) if k != i and takes]
        if settings.baseline == "token":
            mass = sum(suffix_sums(rewards[k], settings.gamma)[of_step(group[k])].sum() for k in others)
            baseline = mass / (len(others) * LONGEST)
            advantage = suffix_sums(rewards[i], settings.gamma)[of_step(response)] - baseline
        else:  # openrlhf: a step pays the others' reward a token for each of its tokens before the last one
            rate = sum(rewards[k].sum() for k in others) / sum(lengths[k] for k in others)
            starts = [0, *(end + 1 for end in response.ends[:-1])]
            before = torch.tensor([end - start for start, end in zip(starts, response.ends)])
            advantage = suffix_sums(rewards[i] - rate * before)[of_step(response)]
        if response.verdict is not None:
            judged = [float(group[k].verdict) for k in others if group[k].verdict is not None]
            mean = sum(judged) / len(judged) if judged else 0.0
            advantage = advantage + settings.verifiable * (float(response.verdict) - mean)
        if settings.kl_in == "reward":
            advantage = advantage - settings.kl_coefficient * suffix_sums(k3(response.old, references[i]))
        result.append(advantage)
    return result


def gae(response: Response, reference: Tensor, values: Tensor, settings: Settings) -> tuple[Tensor, Tensor]:
    """Advantages and returns [tokens]; `values` are those of the states before each token."""
    rewards = -settings.kl_coefficient * k3(response.old, reference)
    for end, reward in zip(response.ends, step_rewards(torch.tensor(response.scores, dtype=torch.float64), settings)):
        rewards[end] += reward
    rewards[-1] += settings.verifiable * float(response.verdict or 0)
    following = torch.cat([values[1:], torch.zeros(1, dtype=torch.float64)])
    advantages = suffix_sums(rewards + settings.gamma * following - values, settings.gamma * settings.lambda_)
    return advantages, advantages + values


# The models.


class Lora(nn.Module):
    def __init__(self, base: nn.Linear, settings: Settings, generator: torch.Generator) -> None:
        super().__init__()
        random = lambda *shape: nn.Parameter(float32(0.1 * torch.randn(shape, generator=generator, dtype=torch.float64)))
        self.base = base
        self.lora_A = random(settings.lora_rank, base.in_features)
        self.lora_B = random(base.out_features, settings.lora_rank)
        self.scale = settings.lora_alpha / settings.lora_rank

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + self.scale * (x @ self.lora_A.T @ self.lora_B.T)


class Critic(nn.Module):
    """The decoder of a policy with a value at each position."""

    def __init__(self, policy: nn.Module, generator: torch.Generator) -> None:
        super().__init__()
        self.model = copy.deepcopy(policy.model)
        weight = float32(0.3 * torch.randn(policy.config.hidden_size, generator=generator, dtype=torch.float64))
        self.score = nn.Linear(policy.config.hidden_size, 1, dtype=torch.float64)
        with torch.no_grad():
            self.score.weight.copy_(weight[None])
            self.score.bias.fill_(0.1)

    def forward(self, prompt: list[int], tokens: list[int]) -> Tensor:
        """Value of the state before each response token."""
        hidden = self.model(torch.tensor([prompt + tokens])).last_hidden_state[0]
        return self.score(hidden[len(prompt) - 1 : -1])[:, 0]


def load(name: str) -> nn.Module:
    model = AutoModelForCausalLM.from_pretrained(FIXTURES / "models" / name, dtype=torch.float32)
    model.set_attn_implementation("eager")
    return model.double().eval()


def trained(model: nn.Module) -> dict[str, nn.Parameter]:
    """By the names that the product gives them."""
    rename = lambda name: name + ".weight" if "lora_" in name else name
    return {rename(name): p for name, p in model.named_parameters() if p.requires_grad}


class Optimizer:
    def __init__(self, model: nn.Module, learning_rate: float, settings: Settings) -> None:
        self.parameters = list(trained(model).values())
        matrices = [p for p in self.parameters if p.ndim > 1]
        vectors = [p for p in self.parameters if p.ndim == 1]
        self.adam = torch.optim.AdamW(
            [dict(params=matrices, weight_decay=settings.weight_decay), dict(params=vectors, weight_decay=0.0)],
            lr=learning_rate,
            betas=(0.9, 0.99),
            eps=settings.epsilon,
        )

    def step(self, loss: Tensor) -> float:
        """The gradient's norm before clipping."""
        self.adam.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.adam.step()
        return norm.item()


# Training.


def run(name: str, settings: Settings) -> dict:
    generator = torch.Generator().manual_seed(sum(map(ord, name)))
    policy, reference = load(settings.policy), load(settings.reference)
    vocabulary = Vocabulary(settings.policy)
    if settings.lora_rank > 0:
        policy.requires_grad_(False)
        for parent in list(policy.modules()):
            for key, child in list(parent.named_children()):
                if key in TARGETS:
                    setattr(parent, key, Lora(child, settings, generator))
    critic = Critic(policy, generator) if settings.estimator == "gae" else None
    adapters = trained(policy) if settings.lora_rank > 0 else {}
    head = {"score.weight": critic.score.weight, "score.bias": critic.score.bias} if critic else {}
    start = {key: dict(shape=list(x.shape), data=x.flatten().tolist()) for key, x in {**adapters, **head}.items()}
    before = {key: x.detach().clone() for key, x in trained(policy).items()}
    optimizer = Optimizer(policy, settings.learning_rate, settings)
    critic_optimizer = critic and Optimizer(critic, settings.critic_learning_rate, settings)

    prompts, steps = [], []
    for step in range(STEPS):
        groups: list[tuple[list[int], list[Response]]] = []
        for p in range(PROMPTS):
            number = STEPS * PROMPTS * step + p
            prompt = vocabulary.encode(f"What is {number} + {number + p}?" + " Tell" * p, add_special_tokens=False)
            answered = settings.lora_rank > 0 or p != 2  # One without a reference answer.
            responses = [draw(policy, prompt, vocabulary, generator) for _ in range(RESPONSES)]
            for k, response in enumerate(responses):
                if not answered or (p == 1 and k == 0):  # One that cannot be judged.
                    response.verdict = None
            groups.append((prompt, responses))
            recorded = [dict(tokens=r.tokens, scores=r.scores, verdict=r.verdict, logprobs=r.old.tolist()) for r in responses]
            prompts.append(dict(tokens=prompt, answer=str(number) if answered else None, responses=recorded))
        with torch.no_grad():
            references = [[logprobs(reference, prompt, r.tokens) for r in group] for prompt, group in groups]
            values = critic and [[critic(prompt, r.tokens) for r in group] for prompt, group in groups]
        returns = None
        if values:
            pairs = [
                [gae(r, references[g][k], values[g][k], settings) for k, r in enumerate(group)]
                for g, (_, group) in enumerate(groups)
            ]
            advantages = [[advantage for advantage, _ in group] for group in pairs]
            returns = [[target for _, target in group] for group in pairs]
        else:
            advantages = [rloo(group, references[g], settings) for g, (_, group) in enumerate(groups)]

        figures = dict(loss=[], gradNorm=[], clipShare=[], ratioMean=[])
        size = PROMPTS // settings.updates
        for part in range(settings.updates):
            terms, ratios, clipped = [], [], []
            for g in range(part * size, (part + 1) * size):
                prompt, group = groups[g]
                for k, response in enumerate(group):
                    kept = torch.full((len(response.tokens),), taking(group)[k])
                    if settings.baseline == "openrlhf":
                        kept[response.ends] = False  # No loss on the tokens that end a step.
                    logp = logprobs(policy, prompt, response.tokens)
                    ratio = torch.exp(logp - response.old)
                    advantage = advantages[g][k]
                    plain = ratio * advantage
                    held = ratio.clamp(1 - settings.clip, 1 + settings.clip) * advantage
                    term = -torch.minimum(plain, held)
                    if settings.kl_in == "loss":
                        term = term + settings.kl_coefficient * k3(logp, references[g][k])
                    terms.append(term[kept])
                    ratios.append(ratio[kept].detach())
                    clipped.append((held < plain)[kept])
            loss = torch.cat(terms).mean()
            figures["gradNorm"].append(optimizer.step(loss))
            figures["loss"].append(loss.item())
            figures["ratioMean"].append(torch.cat(ratios).mean().item())
            figures["clipShare"].append(torch.cat(clipped).double().mean().item())
        if critic:
            errors = []
            for g, (prompt, group) in enumerate(groups):
                for k, response in enumerate(group):
                    if not taking(group)[k]:
                        continue
                    value, old, target = critic(prompt, response.tokens), values[g][k], returns[g][k]
                    held = old + (value - old).clamp(-settings.clip, settings.clip)
                    errors.append(torch.maximum((value - target) ** 2, (held - target) ** 2) / 2)
            critic_optimizer.step(torch.cat(errors).mean())
        steps.append({key: sum(x) / len(x) for key, x in figures.items()})
        print(name, json.dumps(figures))

    ends = {f"policy:{key}": x.detach().float().contiguous() for key, x in trained(policy).items()}
    if critic:
        ends |= {f"critic:{key}": x.detach().float().contiguous() for key, x in trained(critic).items()}
    moved = torch.cat([(x.detach() - before[key]).abs().flatten() for key, x in trained(policy).items()])
    print(f"{name}: weights moved by {moved.mean():.4f} on average, {moved.max():.4f} at most")
    save_file(ends, FIXTURES / "two-steps" / f"{name}.safetensors")
    return dict(settings=asdict(settings), start=start, prompts=prompts, steps=steps)


if __name__ == "__main__":
    shape = dict(steps=STEPS, promptsPerStep=PROMPTS, samplesPerPrompt=RESPONSES, maxTokens=LONGEST, separator=SEPARATOR)
    shape["loraTargets"] = list(TARGETS)
    made = {name: run(name, settings) for name, settings in CASES.items()}
    (FIXTURES / "two-steps" / "cases.json").write_text(json.dumps(dict(**shape, cases=made)) + "\n")
    for file in (FIXTURES / "two-steps").iterdir():
        file.chmod(0o644)
