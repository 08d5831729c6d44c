"""Texts of CSV and the cells that Python's csv module reads in them: python generate.py > expected.json"""
import csv, io, json, random, sys

random.seed(20261128)
ALPHABET = ["a", "b", "Z", "0", "7", ".", "-", "'", "#", "\\", "é", "上", "🐟", "%", "_", "x y"]


def cell(delimiter):
    kind = random.random()
    if kind < 0.15:
        return ""
    if kind < 0.45:
        return str(random.choice([random.randint(-999, 99999), round(random.uniform(-5, 5), 6), random.gauss(0, 1e9)]))
    parts = [random.choice(ALPHABET) for _ in range(random.randint(1, 8))]
    if kind > 0.75:
        extra = random.choice(['"', "\n", "\r\n", "\r", delimiter, '""', '",', "\n\n"])
        parts.insert(random.randint(1, len(parts)), extra)
        parts.append("z")
    return "".join(parts)


def document():
    delimiter = random.choice([",", ",", ";", "\t", "|"])
    newline = random.choice(["\n", "\n", "\r\n", "\r"])
    n = random.randint(2, 6)
    out = io.StringIO()
    rows = [[cell(delimiter) for _ in range(n)] for _ in range(random.randint(1, 25))]
    # the writer leaves line ends other than its own outside quotes
    ends = any("\r" in text or "\n" in text for row in rows for text in row)
    quoting = csv.QUOTE_ALL if ends else random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow([f"c{k}" for k in range(n)])
    writer.writerows(rows)
    text = out.getvalue()
    if random.random() < 0.5:
        text = text[: -len(newline)]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    return {"text": text, "delimiter": delimiter, "rows": [row for row in rows if row != []]}


json.dump([document() for _ in range(100)], sys.stdout, ensure_ascii=False, separators=(",", ":"))
