#!/usr/bin/env python3
"""Writes traffic.json: how the bundled workload is replayed. Deterministic: run it twice, get the same file.

Three tenants, each with its own kinds of session (who is calling and what for); prompts that make sense in several
places are asked by several tenants. 27 % of a tenant's requests repeat one it has made before, the popular ones most
(Zipf), those of the session's kind above others; the rest are prompts that the tenant has not asked yet.
"""
import json, os, random

SEED, EXPONENT = 7, 1.1
# how readily a request of the kind comes again word for word: a question at the desk does, an invoice only when resent
COMES_AGAIN = {"retrieval_answer": 3, "chat": 2, "classification": 1, "code": 1, "math": 1, "translation": 1, "summarization": 0.3, "extraction": 0.3}
HERE = os.path.dirname(os.path.abspath(__file__))

# (requests, repeats, kinds of session: how many sessions, what they ask)
TENANTS = {
    "shop":   (108, 29, {"help-chat": (7, ["chat", "retrieval_answer"]), "service-desk": (5, ["classification", "retrieval_answer"]), "orders": (4, ["extraction", "math"]),
                         "content": (4, ["translation", "summarization"]), "engineering": (3, ["code", "math"])}),
    "bank":   (106, 29, {"back-office": (6, ["extraction", "math"]), "service-desk": (5, ["classification", "chat"]), "advisers": (4, ["retrieval_answer", "chat", "translation"]),
                         "credit": (3, ["summarization", "math", "extraction"]), "engineering": (3, ["code"])}),
    "clinic": (86, 24, {"front-desk": (6, ["classification", "chat", "retrieval_answer"]), "records": (4, ["extraction", "summarization"]),
                        "patients": (3, ["translation", "chat"]), "accounts": (2, ["math", "extraction"]), "engineering": (2, ["code"])}),
}

# whose prompts they are: s shop, b bank, c clinic
AUDIENCE = {
    "triage-001": "s", "triage-002": "b", "triage-003": "c", "triage-004": "sbc", "triage-005": "sbc", "triage-006": "s", "triage-007": "b", "triage-008": "c",
    "triage-009": "sbc", "triage-010": "sc", "triage-011": "b", "triage-012": "bc", "triage-013": "sbc", "triage-014": "s", "triage-015": "b", "triage-016": "sbc",
    "triage-017": "sb", "triage-018": "sbc", "triage-019": "b", "triage-020": "c", "triage-021": "sbc", "triage-022": "c",
    "extract-001": "sb", "extract-002": "s", "extract-003": "sbc", "extract-004": "c", "extract-005": "b", "extract-006": "sbc", "extract-007": "c", "extract-008": "sbc",
    "extract-009": "b", "extract-010": "sb", "extract-011": "b", "extract-012": "s", "extract-013": "sbc", "extract-014": "sbc", "extract-015": "c", "extract-016": "b",
    "extract-017": "c", "extract-018": "s", "extract-019": "sbc", "extract-020": "sb", "extract-021": "c", "extract-022": "b",
    "summary-001": "s", "summary-002": "b", "summary-003": "c", "summary-004": "sbc", "summary-005": "sbc", "summary-006": "s", "summary-007": "b", "summary-008": "c",
    "summary-009": "sbc", "summary-010": "s", "summary-011": "bc", "summary-012": "sbc", "summary-013": "s", "summary-014": "b",
    "lookup-001": "s", "lookup-002": "s", "lookup-003": "s", "lookup-004": "bc", "lookup-005": "b", "lookup-006": "c", "lookup-007": "sbc", "lookup-008": "sbc",
    "lookup-009": "sbc", "lookup-010": "sbc", "lookup-011": "c", "lookup-012": "b", "lookup-013": "s", "lookup-014": "sbc", "lookup-015": "b", "lookup-016": "c",
    "lookup-017": "sbc", "lookup-018": "s",
    "translate-001": "s", "translate-002": "bs", "translate-003": "c", "translate-004": "s", "translate-005": "sb", "translate-006": "sbc", "translate-007": "sbc", "translate-008": "s",
    "translate-009": "b", "translate-010": "c", "translate-011": "s", "translate-012": "c", "translate-013": "b", "translate-014": "sb",
    "code-001": "sbc", "code-002": "b", "code-003": "s", "code-004": "sc", "code-005": "c", "code-006": "sbc", "code-007": "sb", "code-008": "b",
    "code-009": "b", "code-010": "sb", "code-011": "sbc", "code-012": "sbc", "code-013": "sbc", "code-014": "bs", "code-015": "c", "code-016": "sbc",
    "math-001": "s", "math-002": "sb", "math-003": "b", "math-004": "c", "math-005": "s", "math-006": "sbc", "math-007": "s", "math-008": "bc",
    "math-009": "b", "math-010": "sbc", "math-011": "c", "math-012": "sbc", "math-013": "b", "math-014": "s", "math-015": "sbc", "math-016": "sb",
    "math-017": "c", "math-018": "sbc", "math-019": "s",
    "chat-001": "s", "chat-002": "s", "chat-003": "s", "chat-004": "b", "chat-005": "b", "chat-006": "c", "chat-007": "c", "chat-008": "sbc",
    "chat-009": "sbc", "chat-010": "sbc", "chat-011": "sb", "chat-012": "sbc", "chat-013": "c", "chat-014": "b", "chat-015": "sbc", "chat-016": "s",
    "chat-017": "b", "chat-018": "sc",
}

# declared by the caller, always for the same prompts of the same tenant
HIGH_STAKES = {"bank": {"chat-017", "extract-022", "summary-007", "translate-013", "lookup-012", "math-013"},
               "clinic": {"lookup-016", "lookup-011", "chat-007", "extract-007", "summary-011", "translate-010"},
               "shop": {"extract-010", "summary-013"}}
STREAMED = {"chat": 0.9, "summarization": 0.5, "code": 0.4, "translation": 0.2}

def session_lengths(rng, sessions, requests):
    """at least two turns each, some much longer than others"""
    lengths = [2] * sessions
    weights = [rng.paretovariate(1.6) for _ in lengths]
    for _ in range(requests - 2 * sessions):
        lengths[rng.choices(range(sessions), [w if n < 12 else 0 for w, n in zip(weights, lengths)])[0]] += 1
    return lengths

def slots(rng, tenant, requests, kinds):
    """(time, session, tasks) for each request, in order of time: sessions overlap"""
    sessions = [tasks for n, tasks in kinds.values() for _ in range(n)]
    rng.shuffle(sessions)
    out = []
    for i, (tasks, turns) in enumerate(zip(sessions, session_lengths(rng, len(sessions), requests)), 1):
        t = rng.uniform(0, 3600)
        for _ in range(turns):
            out.append((t, f"s-{tenant}-{i:02}", tasks))
            t += rng.expovariate(1 / 40)
    return sorted(out)

def replay(rng, tenant, task_of):
    requests, repeats, kinds = TENANTS[tenant]
    pool = [i for i in task_of if tenant[0] in AUDIENCE[i]]
    rng.shuffle(pool)
    popularity = {i: COMES_AGAIN[task_of[i]] / rank ** EXPONENT for rank, i in enumerate(rng.sample(pool, len(pool)), 1)}
    repeat_at = set(rng.sample(range(8, requests), repeats))      # not among the first: nothing to repeat yet
    asked, by_session, out = [], {}, []
    for n, (t, session, tasks) in enumerate(slots(rng, tenant, requests, kinds)):
        mine = by_session.setdefault(session, set())
        fits = lambda i: task_of[i] in tasks
        if n in repeat_at:
            known = [i for i in asked if i not in mine] or asked
            prompt = rng.choices(known, [popularity[i] * (5 if fits(i) else 1) for i in known])[0]
        else:
            prompt = next(filter(fits, pool), pool[0])
            pool.remove(prompt)
            asked.append(prompt)
        mine.add(prompt)
        request = {"prompt": prompt, "tenant": tenant, "session": session}
        if prompt in HIGH_STAKES[tenant]: request["stakes"] = "high"
        if rng.random() < STREAMED.get(task_of[prompt], 0): request["stream"] = True
        out.append((t, request))
    return out

def main():
    with open(f"{HERE}/workload.jsonl", encoding="utf-8") as f:
        task_of = {p["id"]: p["task"] for p in map(json.loads, f)}
    assert task_of.keys() == AUDIENCE.keys()
    timed = [x for tenant in TENANTS for x in replay(random.Random(f"{SEED} {tenant}"), tenant, task_of)]
    requests = [r for _, r in sorted(timed, key=lambda x: x[0])]
    with open(f"{HERE}/traffic.json", "w") as f:
        f.write(f'{{"seed": {SEED}, "requests": [\n' + ",\n".join(json.dumps(r) for r in requests) + "\n]}\n")

main()
