"""JSON of invented data as pandas and polars write it, and the cells they wrote. Run from this folder: python make.py (pandas, polars)."""
import json
import pandas as pd
import polars as pl

cells = {
    "id": [1, 2, 3, 4],
    "code": ["030285", "85010024", None, "1"],
    "y": [0.1 + 0.2, None, -1e300, 5e-324],
    "name": ["Zoë", "中文 \"quoted\" \\ / \n\t", "", "😀"],
    "flag": [True, False, True, True],
    "none": [None] * 4,
}
frame = pd.DataFrame(cells)
frame.to_json("pandas_records.json", orient="records", double_precision=15)
frame.to_json("pandas_lines.ndjson", orient="records", lines=True, force_ascii=False)
frame.to_json("pandas_table.json", orient="table", index=False)
frame.to_json("pandas_list.json", orient="records", indent=2)
with open("python_columns.json", "w", encoding="utf-8") as out:
    json.dump(cells, out)
table = pl.DataFrame({**cells, "none": pl.Series([None] * 4, dtype=pl.Float64)})
table.write_ndjson("polars.jsonl")
table.write_json("polars.json")


def found(text):
    data = json.loads(text) if not text.startswith("{\"id\":1,") else [json.loads(line) for line in text.splitlines()]
    records = data["data"] if isinstance(data, dict) and "data" in data else data
    columns = records if isinstance(records, dict) else {name: [record.get(name) for record in records] for name in records[0]}
    return {name: [int(v) if isinstance(v, bool) else v for v in column] for name, column in columns.items()}


files = ["pandas_records.json", "pandas_lines.ndjson", "pandas_table.json", "pandas_list.json", "python_columns.json", "polars.jsonl", "polars.json"]
with open("expected.json", "w", encoding="utf-8") as out:
    json.dump({file: found(open(file, encoding="utf-8").read()) for file in files}, out, ensure_ascii=False, indent=1)
    out.write("\n")
