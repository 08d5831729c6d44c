"""
Writes the Parquet files of this folder with pyarrow and polars, and `expected.json`: the cells of `types` as Python has them. All files but
`polars-*` hold the same cells; those hold the columns that polars has.
Run: python3 generate.py (pyarrow 26, polars 1). Data are made up here.
"""
import datetime as dt
import decimal
import json
import random

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

random.seed(22)
N = 60


def holes(values):
    return [None if i % 7 == 3 else value for i, value in enumerate(values)]


def whole(low, high):
    return holes([low, high] + [random.randint(low, high) for _ in range(N - 2)])


ints = {f"int{b}": pa.array(whole(-(2 ** (b - 1)), 2 ** (b - 1) - 1), getattr(pa, f"int{b}")()) for b in (8, 16, 32, 64)}
uints = {f"uint{b}": pa.array(whole(0, 2**b - 1), getattr(pa, f"uint{b}")()) for b in (8, 16, 32, 64)}
PER = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
# years 1905 to 2096, so that all units hold them
stamps = [-1, 0, 86399] + [random.randint(-2_000_000_000, 4_000_000_000) for _ in range(N - 3)]


def times(unit, zone=None):
    per = PER[unit]
    return pa.array(holes([s * per + (i * 7919) % per for i, s in enumerate(stamps)]), pa.timestamp(unit, zone))


words = ["a", "Zürich", "武汉", "long text of more than sixteen bytes", "🐟", ""]
texts = holes([words[i % 6] for i in range(N)])
cents = holes([decimal.Decimal(random.randint(-10**8, 10**8)).scaleb(-2) for _ in range(N)])
table = pa.table(
    {
        **ints,
        **uints,
        "exact": pa.array(whole(-(2**53), 2**53), pa.int64()),
        "float": pa.array(holes([random.random() for _ in range(N)]), pa.float32()),
        "double": pa.array(holes([random.gauss(0, 1) * 10 ** random.randint(-300, 300) for _ in range(N)])),
        "full": [random.random() for _ in range(N)],
        "half": pa.array(holes([float(pa.scalar(random.random(), pa.float16()).as_py()) for _ in range(N)]), pa.float16()),
        "flag": pa.array(holes([random.random() < 0.5 for _ in range(N)])),
        "cents": pa.array(cents, pa.decimal128(10, 2)),
        "wide": pa.array([None if c is None else c * 10**20 + decimal.Decimal("0.01") for c in cents], pa.decimal128(38, 2)),
        "day": pa.array(holes([s // 86400 for s in stamps]), pa.date32()),
        "clock_ms": pa.array(holes([s % 86400 * 1000 + i for i, s in enumerate(stamps)]), pa.time32("ms")),
        "clock_ns": pa.array(holes([s % 86400 * 10**9 + i for i, s in enumerate(stamps)]), pa.time64("ns")),
        **{f"at_{unit}": times(unit) for unit in PER},
        "zoned_us": times("us", "Asia/Shanghai"),
        "text": pa.array(texts),
        "large": pa.array(texts, pa.large_string()),
        "key": [f"key {i * 7919 % N}" for i in range(N)],
        "dictionary": pa.array(texts).dictionary_encode(),
        "bytes": pa.array([None if t is None else t.encode() for t in texts], pa.binary()),
        "none": pa.nulls(N),
        "empty": pa.array([None] * N, pa.float64()),
    }
)

# Files of other kinds.
small = {"row_group_size": 25, "data_page_size": 64}
pq.write_table(table, "types.parquet")
pq.write_table(table, "version-2.parquet", data_page_version="2.0", compression="zstd", **small)
pq.write_table(table, "gzip.parquet", compression="gzip", **small)
pq.write_table(table, "brotli.parquet", compression="brotli")
pq.write_table(table, "lz4.parquet", compression="lz4", data_page_version="2.0")
pq.write_table(table, "checksums.parquet", compression="none", write_page_checksum=True)


def encoding(field):
    kind = field.type
    if pa.types.is_boolean(kind):
        return "RLE"
    if pa.types.is_integer(kind) or pa.types.is_temporal(kind):
        return "DELTA_BINARY_PACKED"
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return "DELTA_LENGTH_BYTE_ARRAY"
    if pa.types.is_large_string(kind):
        return "DELTA_BYTE_ARRAY"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "BYTE_STREAM_SPLIT"
    return "PLAIN"


encodings = {field.name: encoding(field) for field in table.schema}
pq.write_table(table, "encodings.parquet", use_dictionary=False, column_encoding=encodings, **small)
frame = pl.from_arrow(table.drop_columns(["none", "half", "at_s", "at_ns", "wide", "cents"]))
frame.write_parquet("polars-zstd.parquet", row_group_size=25)
frame.write_parquet("polars-snappy.parquet", compression="snappy")


# Cells: numbers, or texts as SQL spells them.
def trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell(value, name, raw):
    if value in (None, "", b""):
        return None
    if name.startswith("at_") or name.startswith("zoned"):
        unit = name.split("_")[1]
        seconds, part = divmod(raw, PER[unit])
        base = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
        digits = {"s": "", "ms": f".{part:03d}", "us": f".{part:06d}", "ns": f".{part:09d}"}[unit]
        return trimmed(base.isoformat(" ") + digits) + ("+00" if name.startswith("zoned") else "")
    if name.startswith("clock_"):
        unit = name.split("_")[1]
        seconds, part = divmod(raw, PER[unit])
        digits = f".{part:03d}" if unit == "ms" else f".{part:09d}"
        return trimmed(f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" + digits)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value


expected = {}
for field in table.schema:
    column = table[field.name].combine_chunks()
    values = [None] * N
    temporal = pa.types.is_timestamp(field.type) or pa.types.is_time(field.type)
    raw = column.cast(pa.int32() if pa.types.is_time32(field.type) else pa.int64()).to_pylist() if temporal else values
    plain = raw if temporal else column.to_pylist()
    cells = [cell(value, field.name, one) for value, one in zip(plain, raw)]
    if any(isinstance(c, int) and abs(c) > 2**53 for c in cells):
        cells = [None if c is None else str(c) for c in cells]
    expected[field.name] = cells
json.dump(expected, open("expected.json", "w"), ensure_ascii=False, indent=None)
