"""One whole step of TRL's GRPOTrainer: sample K responses a prompt, reward, advantages, loss, backward, AdamW.

Request: {checkpoint: Hugging Face directory, prompts: [text], samplesPerPrompt, maxTokens, threads, warmup, runs,
seed}. All prompts are in every step. Or, as bench/peers/gpu.py has it, {name, shape, prompts: their number, promptLength,
samplesPerPrompt, maxTokens, device, dtype}: a model of random weights whose responses all go to the end, on a graphics
processor with TRL's own choices there but for the checkpointing.

Settings, chosen so that TRL is as fast on a CPU as it reasonably can be:
- float32 throughout (bf16 and gradient checkpointing, TRL's defaults, are off: the one is slower or absent on CPUs
  and would compare another arithmetic, the other recomputes the forward pass);
- one generation batch, one forward and backward and one optimizer step a training step, over all prompts × K rows
  (steps_per_generation 1, num_iterations 1), so that no old log-probabilities are computed;
- beta 0: no reference model, no KL; untruncated sampling (temperature 1, top-p 1, top-k off), which is also cheapest;
- generate with its default cache: transformers' continuous batching and static cache were tried with generate.py and
  are slower or no faster on a CPU; vLLM has no part in this;
- the optimizer is the fused AdamW; nothing is logged, saved, evaluated or reported during the timed steps;
- TRL's fused language-model head is its default: logits of response positions only, in chunks.
A step's time is from the trainer's own on_step_begin to on_step_end: sampling is in it, fetching the batch is not.
"""

from common import REQUEST, llama, peak_bytes, reply

import logging
import tempfile
import time

import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

logging.disable(logging.WARNING)
baseline = peak_bytes()


shape = REQUEST.get("shape")
on_cpu = REQUEST.get("device", "cpu") == "cpu"
half = REQUEST.get("dtype") == "bfloat16"


def tokenizer_of_numbers(size: int) -> PreTrainedTokenizerFast:
    """A text is its tokens' numbers, with spaces between them."""
    words = Tokenizer(models.WordLevel({str(i): i for i in range(size)}, unk_token="0"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=words, eos_token="0", pad_token="0")


if shape:
    model = llama(shape)
    tokenizer = tokenizer_of_numbers(shape["vocabSize"])
    places = range(REQUEST["promptLength"])
    prompts = [
        " ".join(str(1 + (31 * p + 7 * i) % (shape["vocabSize"] - 1)) for i in places) for p in range(REQUEST["prompts"])
    ]
    to_the_end = {"min_new_tokens": REQUEST["maxTokens"]}
else:
    checkpoint = REQUEST["checkpoint"]
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32, attn_implementation="sdpa")
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    prompts = REQUEST["prompts"]
    to_the_end = {}
warmup, runs = REQUEST.get("warmup", 1), REQUEST.get("runs", 2)
rows = len(prompts) * REQUEST["samplesPerPrompt"]
lengths: list[list[int]] = []


def reward(completion_ids, **_):
    """Costs nothing and differs within a group."""
    lengths.append([len(ids) for ids in completion_ids])
    # Where all responses are of one length, by what they say.
    return [float((sum(ids) if shape else len(ids)) % 7) for ids in completion_ids]


class StepTimes(TrainerCallback):
    def __init__(self):
        self.seconds: list[float] = []
        self.start = 0.0

    def on_step_begin(self, *_, **__):
        self.start = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds.append(time.perf_counter() - self.start)


times = StepTimes()
with tempfile.TemporaryDirectory() as scratch:
    trainer = GRPOTrainer(
        model=model,
        processing_class=tokenizer,
        reward_funcs=reward,
        train_dataset=Dataset.from_dict({"prompt": prompts}),
        callbacks=[times],
        args=GRPOConfig(
            output_dir=scratch,
            seed=REQUEST.get("seed", 1),
            max_steps=warmup + runs,
            generation_kwargs=to_the_end,
            num_generations=REQUEST["samplesPerPrompt"],
            max_completion_length=REQUEST["maxTokens"],
            per_device_train_batch_size=rows,
            gradient_accumulation_steps=1,
            steps_per_generation=1,
            num_iterations=1,
            beta=0.0,
            temperature=1.0,
            top_p=1.0,
            top_k=0,
            learning_rate=1e-9,
            lr_scheduler_type="constant",
            max_grad_norm=1.0,
            optim="adamw_torch_fused",
            use_cpu=on_cpu,
            bf16=half,
            fp16=False,
            gradient_checkpointing=False,
            dataloader_num_workers=0,
            dataloader_pin_memory=False,
            logging_strategy="no",
            save_strategy="no",
            eval_strategy="no",
            report_to="none",
            disable_tqdm=True,
            log_completions=False,
        ),
    )
    trainer.train()

timed = lengths[warmup:]
seconds = times.seconds[warmup:]
if shape:
    name = f"TRL {REQUEST['dtype']}"
    memory = {} if on_cpu else {"peakBytes": torch.cuda.max_memory_allocated()}
    reply(program=name, device=REQUEST["device"], shape=REQUEST["name"], step=min(seconds), **memory)
else:
    flat = [n for step in timed for n in step]
    reply(
        seconds=seconds,
        tokens=[sum(step) for step in timed],
        meanLength=sum(flat) / len(flat),
        maxLength=max(flat),
        rows=rows,
        promptTokens=sum(len(ids) for ids in tokenizer(prompts)["input_ids"]) / len(prompts),
        baselineBytes=baseline,
        peakBytes=peak_bytes(),
    )
