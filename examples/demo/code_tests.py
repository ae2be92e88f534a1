"""Runs the code answers of the workload: PASS says whether an answer fulfils its prompt. Used by check.py --run-code."""
import json, os, re, sqlite3, subprocess, sys, tempfile

def code_of(text):
    m = re.search(r"```\w*\n(.*?)(?:```|\Z)", text, re.S)
    return m.group(1) if m else text

PY = {
"code-001": """
assert [seconds(t) for t in ("1h30m", "45s", "2m5s", "1h", "90m")] == [5400, 45, 125, 3600, 5400]
for bad in ("", "5", "m5", "5s2m", "1h 2m", "-1s"):
    try: seconds(bad)
    except ValueError: continue
    raise AssertionError(bad)
""",
"code-002": """
assert mask("DE00 1234 5678 9012 3456 78") == "DE" + "*" * 16 + "5678"
assert mask("ABC 123") == "******" and mask("") == "" and mask("ABCD1234") == "AB**1234"
""",
"code-005": """
slots = [(60, 90), (0, 30), (30, 45), (80, 120), (200, 210), (70, 75)]
before = list(slots)
assert merge(slots) == [(0, 45), (60, 120), (200, 210)] and slots == before and merge([]) == []
assert merge([(0, 100), (10, 20)]) == [(0, 100)]
""",
"code-006": """
assert collect(1) == [1] and collect(2) == [2]
mine = []
assert collect(3, mine) is mine and mine == [3]
""",
"code-007": """
for good in ("INV-2025-00017", "INV-2000-12345-R1", "INV-2099-12345-R12"): assert INVOICE.fullmatch(good), good
for bad in ("inv-2025-00017", "INV-1999-00017", "INV-2025-0017", "INV-2025-000170", "INV-2025-00017-R", "INV-2025-00017-R123", "XINV-2025-00017"): assert not INVOICE.fullmatch(bad), bad
""",
"code-010": """
assert split(100, [1, 1, 1]) == [34, 33, 33] and split(1000, [1, 2, 3]) == [167, 333, 500] and split(5, [1, 1]) == [3, 2]
assert sum(split(9999999999999999, [3, 7, 11])) == 9999999999999999 and split(0, [2, 3]) == [0, 0]
""",
"code-012": """
waits, calls = [], []
@retry(4, 0.5, sleep=waits.append)
def flaky():
    calls.append(1)
    if len(calls) < 3: raise OSError("no")
    return "ok"
assert flaky() == "ok" and waits == [0.5, 1.0] and len(calls) == 3 and flaky.__name__ == "flaky"
waits.clear(); n = []
@retry(3, 1, sleep=waits.append)
def never(): n.append(1); raise KeyError(len(n))
try: never(); raise AssertionError
except KeyError as e: assert e.args == (3,)
assert waits == [1, 2]
k = []
@retry(3, 1, sleep=waits.append)
def stop(): k.append(1); raise KeyboardInterrupt
try: stop(); raise AssertionError
except KeyboardInterrupt: pass
assert len(k) == 1
""",
"code-014": """
from datetime import date
f = add_working_days
assert f(date(2025, 3, 7), 1) == date(2025, 3, 10) and f(date(2025, 3, 8), 0) == date(2025, 3, 10)
assert f(date(2025, 3, 8), 1) == date(2025, 3, 11) and f(date(2025, 3, 6), 0) == date(2025, 3, 6)
assert f(date(2025, 4, 17), 2, [date(2025, 4, 18), date(2025, 4, 21)]) == date(2025, 4, 23)
""",
"code-015": """
from datetime import date
assert age(date(2000, 2, 29), date(2025, 2, 28)) == 24 and age(date(2000, 2, 29), date(2025, 3, 1)) == 25
assert age(date(1960, 6, 15), date(2025, 6, 14)) == 64 and age(date(1960, 6, 15), date(2025, 6, 15)) == 65
try: age(date(2020, 1, 2), date(2020, 1, 1)); raise AssertionError
except ValueError: pass
""",
"code-016": """
assert topological({"web": ["api", "auth"], "api": ["db"], "auth": ["db"]}) == ["db", "api", "auth", "web"]
assert topological({}) == [] and topological({"b": [], "a": []}) == ["a", "b"]
assert topological({"a": ["z"], "b": []}) == ["b", "z", "a"]
try: topological({"a": ["b"], "b": ["a"]}); raise AssertionError
except ValueError: pass
""",
}
JS = {
"code-004": """
const eq = (a, b) => { if (JSON.stringify(a) !== JSON.stringify(b)) { console.error(a, b); process.exit(1) } };
eq(parseCookies("a=1; b=x%20y"), {a: "1", b: "x y"}); eq(parseCookies(""), {});
eq(parseCookies("t=YQ==; flag; c=2"), {t: "YQ==", c: "2"});
""",
"code-013": """
const input = {user: "x", Password: "p", list: [{token: 1, n: null}], deep: {secret: {a: 1}, tokens: 2}};
const before = JSON.stringify(input);
const want = {user: "x", Password: "***", list: [{token: "***", n: null}], deep: {secret: "***", tokens: 2}};
if (JSON.stringify(redact(input)) !== JSON.stringify(want) || JSON.stringify(input) !== before || redact(3) !== 3) process.exit(1);
""",
}

def passes(id, text):
    code = code_of(text)
    with tempfile.TemporaryDirectory() as tmp:
        def run(*command):
            return subprocess.run(command, cwd=tmp, capture_output=True, text=True, timeout=60)
        if id in PY:
            open(f"{tmp}/a.py", "w").write(code + "\n" + PY[id])
            return run(sys.executable, "a.py").returncode == 0
        if id in JS:
            open(f"{tmp}/a.js", "w").write(code + "\n" + JS[id])
            return run("node", "a.js").returncode == 0
        if id == "code-008":
            good, bad = ("79927398713", "18", "4242424242424242", "00"), ("79927398710", "1", "", "18a", "19", "1 8")
            test = "".join(f'if (!luhn("{s}")) System.exit(1);' for s in good) + "".join(f'if (luhn("{s}")) System.exit(1);' for s in bad)
            open(f"{tmp}/A.java", "w").write("class A {\n" + code + "\npublic static void main(String[] a) {" + test + "}}")
            return run("java", "A.java").returncode == 0
        if id == "code-011":
            open(f"{tmp}/access.log", "w").write("192.0.2.7 GET /cart 500 1\n192.0.2.7 GET /pay 503 1\n192.0.2.8 GET /cart 502 1\n"
                                                 "192.0.2.7 GET / 200 5\n192.0.2.7 GET /x 404 500\n")
            r = run("bash", "-c", code)
            return r.stdout.split("\n")[:2] == ["2 /cart", "1 /pay"] and r.stdout.count("\n") == 2
        db = sqlite3.connect(":memory:")
        if id == "code-003":
            db.executescript("""create table customers(id, name); create table orders(id, customer_id, placed_on);
              insert into customers values (1,'Zoe'),(2,'Adam'),(3,'Mia'),(4,'Ben');
              insert into orders values (1,1,'2024-12-31'),(2,2,'2025-01-01'),(3,4,'2024-06-01'),(4,4,'2025-03-01');""")
            return db.execute(code).fetchall() == [("Mia",), ("Zoe",)]
        if id == "code-009":
            db.executescript("""create table bookings(branch text, booked_on text, cents integer);
              insert into bookings values ('B','2025-02-01',5),('A','2025-02-28',7),('A','2025-02-01',3),('A','2025-01-31',9),
              ('A','2024-12-31',1),('A','2026-01-01',1),('B','2025-12-31',4),('B','2025-03-01',4),('B','2025-03-02',-4);""")
            return db.execute(code).fetchall() == [("A", "2025-01", 9), ("A", "2025-02", 10), ("B", "2025-02", 5), ("B", "2025-12", 4)]
    raise KeyError(id)
