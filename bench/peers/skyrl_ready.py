"""Waits until a SkyRL server has its model: `python skyrl_ready.py URL MODEL PID`. Its health check is fine before the
engine has loaded anything, so one token is sampled from the base model. Exit status 1 where process PID has ended.
"""
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request


def post(url: str, body: dict) -> dict:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as reply:
        return json.load(reply)


def main() -> int:
    url, model, process = sys.argv[1], sys.argv[2], int(sys.argv[3])
    body = {
        "base_model": model,
        "prompt": {"chunks": [{"type": "encoded_text", "tokens": [1]}]},
        "sampling_params": {"max_tokens": 1},
    }
    while True:
        try:
            future = post(f"{url}/api/v1/asample", body)
            break
        except urllib.error.HTTPError as error:
            print(f"skyrl: {error.code} {error.read().decode()}", file=sys.stderr)
            return 1
        except OSError:
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                return 1
            time.sleep(0.5)
    try:
        post(f"{url}/api/v1/retrieve_future", {"request_id": future["request_id"]})
    except OSError as error:
        print(f"skyrl: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(main())
