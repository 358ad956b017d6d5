"""Math-Verify over pairs: one JSON request on standard input ({"processes", "warmUp", "pairs":
[{"prediction", "reference"}]}),
one JSON line out ({"versions", "verdicts", "ms", "seconds"}).

As its README uses it: both sides parsed by the default extraction, compared by verify with the reference first. An
answer without delimiters is LaTeX that its parser looks for only inside them, so a bare reference is put between dollar
signs, and a bare prediction that it finds nothing in is tried so too. Its own time limits stay on. Each process judges
the pairs of `warmUp` before the clock starts.
"""

import importlib.metadata
import json
import logging
import multiprocessing
import os
import re
import sys
import time

DELIMITED = re.compile(r"\$|\\boxed|\\\(|\\\[")


def judge(pair):
    from math_verify import parse, verify

    start = time.perf_counter()
    try:
        reference, prediction = pair["reference"], pair["prediction"]
        gold = parse(reference if DELIMITED.search(reference) else f"${reference}$")
        answer = parse(prediction)
        if not answer and not DELIMITED.search(prediction):
            answer = parse(f"${prediction}$")
        verdict = bool(verify(gold, answer)) if gold and answer else False
    except Exception:  # It judged nothing: for the one who asks that is not a yes.
        verdict = None
    return verdict, (time.perf_counter() - start) * 1000


def warm_up(pairs):
    logging.disable(logging.CRITICAL)
    for pair in pairs:
        judge(pair)


def main():
    request = json.load(sys.stdin)
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with multiprocessing.Pool(request["processes"], initializer=warm_up, initargs=(request["warmUp"],)) as pool:
        pool.map(time.sleep, [0.2] * 4 * request["processes"], chunksize=1)  # Every process is up and warm.
        start = time.perf_counter()
        judged = pool.map(judge, request["pairs"], chunksize=4)
        seconds = time.perf_counter() - start
    versions = {name: importlib.metadata.version(name) for name in ("math-verify", "sympy")}
    versions["python"] = sys.version.split()[0]
    reply = {"versions": versions, "verdicts": [v for v, _ in judged], "ms": [ms for _, ms in judged], "seconds": seconds}
    print(json.dumps(reply), file=output, flush=True)


if __name__ == "__main__":
    main()
