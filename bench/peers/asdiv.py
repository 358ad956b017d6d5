"""ASDiv's problems of one addition or subtraction, with a solution each, for `bash bench/prm.sh words`.

    python3 bench/peers/asdiv.py asdiv.jsonl > problems.jsonl

asdiv.jsonl has ASDiv's fields (body, question, formula) as JSON lines. A problem is kept once, whatever its spaces and
signs; the order is drawn with a fixed seed.
"""

import json
import random
import re
import sys

problems = {}
for line in open(sys.argv[1]):
    entry = json.loads(line)
    formula = re.match(r"^(\d{1,2})([+-])(\d{1,2})=(\d{1,2})$", entry["formula"])
    if not formula:
        continue
    a, sign, b, answer = formula.groups()
    text = f"{entry['body'].strip()} {entry['question'].strip()}"
    plan = f"We add {a} and {b}." if sign == "+" else f"We subtract {b} from {a}."
    solution = f"{plan}\n{a} {sign} {b} = {answer}\nThe answer is {answer}."
    problems.setdefault(re.sub(r"\W+", " ", text.lower()), {"problem": text, "answer": answer, "solution": solution})
shuffled = list(problems.values())
random.Random(11).shuffle(shuffled)
for index, problem in enumerate(shuffled):
    print(json.dumps({"id": f"w{index}", **problem}))
