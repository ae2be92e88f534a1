#!/usr/bin/env python3
"""Checks workload.jsonl, intended.json and traffic.json; prints the tables of README.md.

    python3 check.py              format, faults exactly as intended, scores against references, traffic
    python3 check.py --run-code   also runs every code answer (needs node and a JDK)
"""
import json, os, re, sys
from collections import Counter, defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = ["sim/small-1", "sim/mid-1", "sim/frontier-1"]
TASKS = ["classification", "extraction", "summarization", "retrieval_answer", "translation", "code", "math", "chat"]
DOMAINS = {"general", "code", "finance", "legal", "medical", "security"}
LABELS = ["bug", "billing", "access", "how_to", "feature_request", "security", "other"]
TENANTS = {"shop", "bank", "clinic"}
REFUSAL = re.compile(r"(I'm sorry, but I can't|I cannot|I can't help)")
problems = []

def need(ok, *what):
    if not ok: problems.append(" ".join(map(str, what)))

def at(name): return os.path.join(HERE, name)

def unfenced(text):
    m = re.fullmatch(r"```\w*\n(.*?)\n?```", text.strip(), re.S)
    return m.group(1) if m else text

def parsed(text):
    """the JSON value of a whole answer (a code fence around it is tolerated), or None"""
    try: return json.loads(unfenced(text))
    except ValueError: return None

def fits(value, schema):
    """the few keywords that extraction.schema.json uses"""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "boolean": bool, "null": type(None)}
    allowed = schema.get("type", list(kinds))
    allowed = [allowed] if isinstance(allowed, str) else allowed
    if not any(isinstance(value, kinds[k]) and not (k == "number" and isinstance(value, bool)) for k in allowed): return False
    if "enum" in schema and value not in schema["enum"]: return False
    if isinstance(value, list): return all(fits(v, schema.get("items", {})) for v in value)
    if isinstance(value, dict):
        props, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        if any(k not in value for k in schema.get("required", [])): return False
        return all(fits(v, props[k]) if k in props else rest is not False and (rest is True or fits(v, rest)) for k, v in value.items())
    return True

SCHEMA = json.load(open(at("extraction.schema.json")))

def label(text):
    o = parsed(text)
    if isinstance(o, dict): text = str(o.get("answer", ""))
    return re.sub(r"^label:\s*", "", text.strip().strip("*`.\"").strip().lower())

def number(text):
    found = re.findall(r"-?\d+(?:\.\d+)?", text.replace(",", "").split("Answer:")[-1])
    return float(found[-1]) if found else None

def fault(task, answer):
    """the hard check that this answer fails, or None"""
    text = answer["text"]
    if REFUSAL.match(text): return "refusal"
    if answer.get("finish_reason") == "length": return "truncated"
    if task == "extraction":
        o = parsed(text)
        if o is None: return "not_json"
        if not fits(o, SCHEMA): return "schema"
    if task == "classification" and label(text) not in LABELS: return "label"
    return None

def graded(prompt, answer):
    """the score where it follows from the reference, else None"""
    task, text, ref = prompt["task"], answer["text"], prompt["reference"]
    if fault(task, answer): return 0.0 if task in ("classification", "extraction", "math") else None
    if task == "classification": return float(label(text) == ref)
    if task == "math": return float(abs(number(text) - float(ref)) < 1e-9)
    if task == "extraction":
        want, got = json.loads(ref)["fields"], parsed(text)
        if got["kind"] != json.loads(ref)["kind"] or set(got["fields"]) != set(want): return 0.0
        return round(sum(got["fields"][k] == want[k] for k in want) / len(want), 2)
    return None

def mean(xs): return sum(xs) / len(xs) if xs else float("nan")

prompts, by_id = [], {}
for n, line in enumerate(open(at("workload.jsonl"), encoding="utf-8"), 1):
    p = json.loads(line)
    prompts.append(p)
    need(p["id"] not in by_id, "line", n, "duplicate id", p["id"])
    by_id[p["id"]] = p
    need(set(p) == {"id", "task", "domain", "messages", "reference", "answers"}, p["id"], "fields", sorted(p))
    need(p["task"] in TASKS and p["domain"] in DOMAINS, p["id"], "task or domain")
    roles = [m["role"] for m in p["messages"]]
    need(all(set(m) == {"role", "content"} and m["content"].strip() for m in p["messages"]), p["id"], "messages")
    talk = roles[1:] if roles[0] == "system" else roles
    need(talk[-1] == "user" and talk == ["user", "assistant"] * (len(talk) // 2) + ["user"], p["id"], "roles", roles)
    need(list(p["answers"]) == MODELS, p["id"], "models")
    for m, a in p["answers"].items():
        need(set(a) - {"finish_reason"} == {"text", "score"} and a["text"].strip() and 0 <= a["score"] <= 1, p["id"], m, "answer")
        g = graded(p, a)
        need(g is None or g == a["score"], p["id"], m, "score", a["score"], "but the reference says", g)
    if p["task"] == "extraction": need(fits(json.loads(p["reference"]), SCHEMA), p["id"], "reference")
    if p["task"] == "classification": need(p["reference"] in LABELS, p["id"], "reference")
need(len({json.dumps(p["messages"]) for p in prompts}) == len(prompts), "two prompts with the same messages")

intended = json.load(open(at("intended.json")))
found = {p["id"]: f for p in prompts if (f := {m: k for m, a in p["answers"].items() if (k := fault(p["task"], a))})}
for i in sorted(set(intended) | set(found)):
    need(intended.get(i) == found.get(i), i, "faults intended", intended.get(i), "found", found.get(i))

if "--run-code" in sys.argv:
    from code_tests import passes
    for p in prompts:
        if p["task"] == "code":
            need(passes(p["id"], p["reference"]), p["id"], "reference fails its tests")
            for m, a in p["answers"].items():
                need((a["score"] == 1) == (not fault("code", a) and passes(p["id"], a["text"])), p["id"], m, "score", a["score"], "but its tests say otherwise")

print(f"{len(prompts)} prompts; domains {dict(Counter(p['domain'] for p in prompts).most_common())}; "
      f"{sum(p['messages'][0]['role'] == 'system' for p in prompts)} with a system message, {sum(len(p['messages']) > 2 for p in prompts)} of several turns\n")
print("| task | prompts | small | mid | frontier |\n|---|---|---|---|---|")
for t in TASKS + ["all"]:
    of = [p for p in prompts if t in (p["task"], "all")]
    print(f"| {t} | {len(of)} | " + " | ".join(f"{mean([p['answers'][m]['score'] for p in of]):.3f}" for m in MODELS) + " |")
print("\n| answers | small | mid | frontier |\n|---|---|---|---|")
counts = {m: Counter(found.get(p["id"], {}).get(m) or ("right" if a["score"] >= 0.9 else "partly right" if a["score"] >= 0.5 else "plausible but wrong")
                     for p in prompts for a in [p["answers"][m]]) for m in MODELS}
for k in ["right", "partly right", "plausible but wrong", "not_json", "schema", "label", "refusal", "truncated"]:
    print(f"| {k} | " + " | ".join(str(counts[m][k]) for m in MODELS) + " |")
print(f"\nmean answer length in characters: " + ", ".join(f"{m} {mean([len(p['answers'][m]['text']) for p in prompts]):.0f}" for m in MODELS))

if os.path.exists(at("traffic.json")):
    requests = json.load(open(at("traffic.json")))["requests"]
    seen, repeats, turns, owner = set(), Counter(), Counter(), {}
    table = defaultdict(Counter)
    for r in requests:
        need(set(r) <= {"prompt", "tenant", "session", "stakes", "stream"} and r["prompt"] in by_id and r["tenant"] in TENANTS, "request", r)
        need(r.get("stakes", "high") == "high" and r.get("stream", True) is True, "request", r)
        need(owner.setdefault(r["session"], r["tenant"]) == r["tenant"], "session of two tenants", r)
        key = r["tenant"], r["prompt"]
        repeats[r["tenant"]] += key in seen
        seen.add(key)
        turns[r["session"]] += 1
        table[r["tenant"]][by_id[r["prompt"]]["task"]] += 1
    need(len(requests) == 300, len(requests), "requests")
    top = Counter((r["tenant"], r["prompt"]) for r in requests).most_common(5)
    print(f"\n{len(requests)} requests, {len(turns)} sessions of {min(turns.values())}-{max(turns.values())} turns, {len(seen)} distinct (tenant, prompt), "
          f"{len({p for _, p in seen})} of {len(prompts)} prompts used; {sum('stakes' in r for r in requests)} high stakes, {sum('stream' in r for r in requests)} streamed\n"
          f"exact repeats within the tenant: {sum(repeats.values())} ({sum(repeats.values()) / len(requests):.1%}); most asked: "
          + ", ".join(f"{p} at {t} {n}x" for (t, p), n in top) + "\n")
    print("| tenant | requests | repeats | sessions | " + " | ".join(TASKS) + " |\n" + "|---" * (4 + len(TASKS)) + "|")
    for t in ["shop", "bank", "clinic"]:
        print(f"| {t} | {sum(table[t].values())} | {repeats[t]} | {sum(o == t for o in owner.values())} | " + " | ".join(str(table[t][k]) for k in TASKS) + " |")
    print("\nmean score over the traffic: " + ", ".join(f"{m} {mean([by_id[r['prompt']]['answers'][m]['score'] for r in requests]):.3f}" for m in MODELS))

if problems:
    print("\nPROBLEMS\n" + "\n".join(problems))
    sys.exit(1)
print("\nno problems")
