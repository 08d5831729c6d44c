"""Batches of answers as Spark Connect sends them, each a stream of Arrow of its own, for the server of spark.test.ts. Run from this folder:
python make.py (pyarrow)."""
import base64
import json
import pyarrow as pa

SCHEMA = pa.schema([("s", pa.float64()), ("blk", pa.string())])


def stream(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return base64.b64encode(sink.getvalue().to_pybytes()).decode()


def rows(s, blk):
    return pa.table([pa.array(s, pa.float64()), pa.array(blk, pa.string())], schema=SCHEMA)


json.dump(
    {
        "first": stream(rows([1.5, None, float("inf")], ["a", None, "Zoë"])),
        "second": stream(rows([-0.0, 5e-324], ["", "中文"])),
        "empty": stream(rows([], [])),
        "counts": stream(pa.table({"s": pa.array([1, 2], pa.int64()), "blk": pa.array(["a", "b"])})),
        "version": stream(pa.table({"version()": ["4.3.0 abc"]})),
        "columns": stream(
            pa.table({
                "x": pa.array([], pa.float64()),
                "a b": pa.array([], pa.string()),
                "d": pa.array([], pa.decimal128(10, 2)),
                "t": pa.array([], pa.timestamp("us", "UTC")),
                "f": pa.array([], pa.bool_()),
                "l": pa.array([], pa.list_(pa.int32())),
            })
        ),
    },
    open("answers.json", "w"),
    indent=2,
)
