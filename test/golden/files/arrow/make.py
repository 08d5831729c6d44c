"""Arrow files of invented data and what pyarrow finds in them: pyarrow and polars write files and streams, plain and packed. Run from this
folder: python make.py (pyarrow, polars, pandas)."""
import datetime as dt
import decimal
import json
import math
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather

N = None
D, T = dt.date, dt.datetime
dec = decimal.Decimal
utc = dt.timezone.utc
LONG = "a text longer than the twelve bytes that a view has place for"
kinds = pa.table({
    "i8": pa.array([1, -128, N, 127], pa.int8()), "u16": pa.array([65535, N, 0, 1], pa.uint16()), "i32": pa.array([-(2**31), 1, 2, N], pa.int32()),
    "i64": pa.array([2**53, -(2**53), N, 5], pa.int64()), "big": pa.array([2**53 + 1, N, -(2**63), 7], pa.int64()),
    "near": pa.array([2**53 + 1, N, 0, 7], pa.int64()), "near_u": pa.array([2**53 + 1, N, 0, 7], pa.uint64()), "near_n": pa.array([-(2**53) - 1, N, 0, 7], pa.int64()),
    "u64": pa.array([2**64 - 1, 0, N, 2**53], pa.uint64()), "half": pa.array([1.5, -0.0, N, 65504.0], pa.float16()).cast(pa.float16()),
    "f32": pa.array([1.1, N, -3.4e38, math.inf], pa.float32()), "f64": pa.array([0.1 + 0.2, math.nan, 5e-324, N], pa.float64()),
    "flag": pa.array([True, N, False, True]), "none": pa.nulls(4),
    "txt": pa.array(["a", "", "Zoë", N]), "large": pa.array(["x" * 40, N, "中文", "x" * 40], pa.large_string()),
    "view": pa.array(["short", LONG, N, "exactly12byt"], pa.string_view()), "bytes": pa.array([b"abc", N, "é".encode(), b""], pa.binary()),
    "num": pa.array(["1", "2", N, "3"]),
    "dict": pa.array(["u", "v", N, "u"]).dictionary_encode(), "dint": pa.DictionaryArray.from_arrays(pa.array([1, 0, N, 1], pa.int8()), pa.array([10, 20])),
    "ddate": pa.DictionaryArray.from_arrays(pa.array([1, 0, N, 1], pa.uint32()), pa.array([D(2020, 2, 29), D(1900, 1, 1)])),
    "d128": pa.array([dec("1.10"), dec("-0.05"), N, dec("99999999999999.99")], pa.decimal128(16, 2)), "whole": pa.array([dec(1), N, dec(-5), dec(2)], pa.decimal128(10, 0)),
    "d256": pa.array([dec("123456789012345678901234567890"), N, dec(1), dec(-1)], pa.decimal256(40, 0)),
    "d32": pa.array([D(2020, 2, 29), N, D(1899, 12, 31), D(9999, 12, 31)]), "d64": pa.array([D(2020, 2, 29), N, D(1899, 12, 31), D(2000, 1, 1)], pa.date64()),
    "ts_s": pa.array([T(2020, 2, 29, 12), N, T(1969, 12, 31, 23, 59, 59), T(2000, 1, 1)], pa.timestamp("s")),
    "ts_ms": pa.array([T(2020, 2, 29, 12, 0, 0, 500000), N, T(1969, 12, 31, 23, 59, 59, 1000), T(2000, 1, 1)], pa.timestamp("ms")),
    "ts_us": pa.array([T(2020, 2, 29, 12, 0, 0, 123456), N, T(1960, 1, 1, 0, 0, 0, 1), T(2000, 1, 1)], pa.timestamp("us", "Europe/Berlin")),
    "ts_ns": pa.array([1582977600123456789, N, -1, 0], pa.timestamp("ns")),
    "t32": pa.array([dt.time(13, 30), N, dt.time(0, 0), dt.time(23, 59, 59)], pa.time32("s")), "t64": pa.array([dt.time(13, 30, 0, 5), N, dt.time(0, 0), dt.time(23, 59, 59)], pa.time64("us")),
    "dur": pa.array([dt.timedelta(seconds=1.5), N, dt.timedelta(days=-1), dt.timedelta(0)], pa.duration("us")),
})


def moment(ns, per):
    seconds, rest = divmod(ns, 10**9)
    text = (T(1970, 1, 1) + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S").zfill(19)
    part = f"{rest:09d}"
    while part.endswith("000"):
        part = part[:-3]
    return text + (f".{part}" if part else "")


def shown(value, type):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if pa.types.is_timestamp(type):
        ns = value * {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[type.unit]
        return moment(ns, type.unit) + ("+00" if type.tz else "")
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S") + (f".{value.microsecond:06d}" if value.microsecond else "")
    if isinstance(value, D):
        return value.isoformat()
    if isinstance(value, dec):
        return f"decimal:{value}"
    if isinstance(value, int):
        return f"integer:{value}"
    if value in (math.inf, -math.inf):
        return "Inf" if value > 0 else "-Inf"
    return value


def columns_of(table):
    columns = {}
    for name, column in zip(table.column_names, table.columns):
        type = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        plain = column.cast(type) if pa.types.is_dictionary(column.type) else column
        values = plain.cast(pa.int64()).to_pylist() if pa.types.is_timestamp(type) else plain.to_pylist()
        columns[name] = [shown(value, type) for value in values]
    return columns


expected = {}
for how in ("lz4", "zstd", "uncompressed"):
    feather.write_feather(kinds, f"kinds_{how}.feather", compression=how, chunksize=3)
    expected[f"kinds_{how}.feather"] = columns_of(feather.read_table(f"kinds_{how}.feather"))

many = pa.table({"x": pa.array([i / 7 for i in range(3000)]), "g": pa.array([f"group {i % 13}" for i in range(3000)]), "k": pa.array([i % 5 if i % 11 else N for i in range(3000)])})
with pa.OSFile("many.arrows", "wb") as sink, pa.ipc.new_stream(sink, many.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
    writer.write_table(many, max_chunksize=700)
expected["many.arrows"] = columns_of(many)

words = [["a", "b", "a"], ["c", "a", N], ["b", "d", "d"]]
for name, options in (("deltas", pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)), ("replaced", pa.ipc.IpcWriteOptions())):
    seen = []
    batches = []
    for batch in words:
        for word in batch:
            if word is not None and word not in seen:
                seen.append(word)
        dictionary = seen if name == "deltas" else sorted({w for w in batch if w is not None}, reverse=True)
        indices = pa.array([None if w is None else dictionary.index(w) for w in batch], pa.int32())
        batches.append(pa.record_batch({"w": pa.DictionaryArray.from_arrays(indices, pa.array(dictionary))}))
    with pa.OSFile(f"{name}.arrows", "wb") as sink, pa.ipc.new_stream(sink, batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    expected[f"{name}.arrows"] = {"w": [w for batch in words for w in batch]}

nested = pa.table({"before": [1, 2], "list": [[1], [2, 3]], "struct": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], "map": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int8())),
                   "fixed": pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)), "inner": pa.array([["view of more than twelve bytes"], []], pa.list_(pa.string_view())),
                   "union": pa.UnionArray.from_dense(pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()), [pa.array([1]), pa.array(["x"])]), "after": ["p", "a view that is longer than twelve"]})
nested = nested.set_column(7, "after", pa.array(["p", "a view that is longer than twelve"], pa.string_view()))
feather.write_feather(nested, "nested.feather", compression="zstd")
expected["nested.feather"] = columns_of(nested.select(["before", "after"]))

frame = pl.DataFrame({"a": [1, 2, None], "b": ["x", None, LONG], "c": [1.5, None, -2.0], "d": [D(2020, 2, 29), None, D(1999, 1, 1)]}).with_columns(pl.Series("e", ["lo", "hi", "lo"]).cast(pl.Categorical))
for how in ("uncompressed", "lz4", "zstd"):
    frame.write_ipc(f"polars_{how}.arrow", compression=how)
    expected[f"polars_{how}.arrow"] = columns_of(frame.to_arrow())

panel = pd.DataFrame({"city": pd.Categorical(["b", "a", None, "b"], categories=["b", "a"], ordered=True), "year": [2010, 2011, 2012, 2013], "t": pd.to_datetime(["2020-01-01 00:00", None, "2021-06-30 12:00", "1999-12-31 06:00"])}, index=pd.Index(["p", "q", "r", "s"], name="row"))
panel.reset_index().to_feather("pandas.feather")
expected["pandas.feather"] = columns_of(feather.read_table("pandas.feather"))

with open("expected.json", "w", encoding="utf-8") as out:
    json.dump(expected, out, ensure_ascii=False, indent=1)
    out.write("\n")
