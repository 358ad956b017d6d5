"""What the official Tinker SDK sees on a server, as one JSON object, to compare with our client:
`python tinker_sdk.py URL MODEL_ID [CHECKPOINT] < requests.jsonl`

MODEL_ID: the training run whose checkpoints are listed. CHECKPOINT: tinker://… of a sampler checkpoint to sample from;
by default the server's base model. Each line of the input is {"prompt": [token ids], "samples": K, "max_tokens": N,
"seed": S, "temperature": T, "top_p": P, "stop": [token ids]}; all but "prompt" and "max_tokens" may be left out.
The output: {"capabilities": [names], "checkpoints": [{"id", "type", "path"}], "results": [{"prompt_logprobs": [one a
prompt token, null first], "sequences": [{"tokens", "logprobs", "stop_reason"}]}]}. The key: TINKER_API_KEY.
"""
import json
import os
import sys

import tinker
from tinker import types


def main() -> None:
    url, model_id, *rest = sys.argv[1:]
    # The SDK refuses a key without this beginning before it asks the server.
    service = tinker.ServiceClient(base_url=url, api_key=os.environ.get("TINKER_API_KEY", "tml-none"))
    capabilities = [model.model_name for model in service.get_server_capabilities().supported_models]
    checkpoints = service.create_rest_client().list_checkpoints(model_id).result().checkpoints
    source = {"model_path": rest[0]} if rest else {"base_model": capabilities[0]}
    sampler = service.create_sampling_client(**source)
    results = []
    for line in sys.stdin:
        asked = json.loads(line)
        prompt = types.ModelInput.from_ints(asked["prompt"])
        params = types.SamplingParams(
            max_tokens=asked["max_tokens"],
            seed=asked.get("seed", 0),
            temperature=asked.get("temperature", 1.0),
            top_p=asked.get("top_p", 1.0),
            stop=asked.get("stop", []),
        )
        reply = sampler.sample(prompt, asked.get("samples", 1), params, include_prompt_logprobs=True).result()
        # SkyRL has no number for the first token, the hosted service null: here always null.
        scores = list(reply.prompt_logprobs or [])
        results.append(
            {
                "prompt_logprobs": [None] * (len(asked["prompt"]) - len(scores)) + scores,
                "sequences": [
                    {
                        "tokens": list(sequence.tokens),
                        "logprobs": list(sequence.logprobs or []),
                        "stop_reason": str(sequence.stop_reason),
                    }
                    for sequence in reply.sequences
                ],
            }
        )
    listed = [
        {"id": checkpoint.checkpoint_id, "type": checkpoint.checkpoint_type, "path": checkpoint.tinker_path}
        for checkpoint in checkpoints
    ]
    json.dump({"capabilities": capabilities, "checkpoints": listed, "results": results}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
