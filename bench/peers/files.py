"""
Peers pandas, polars and pyarrow on files: keeps a table in memory and answers commands read from stdin, a line each, by "ok ..." or
"error ...".
  load PEER FILE                            reads the Parquet file
  write-FORMAT PEER FILE                    writes what was loaded: csv, parquet, dta, feather; milliseconds of the call
  read-FORMAT PEER FILE                     reads it; milliseconds of the call
  sums                                      the sum of each column of the last file read
Threads are set by the environment: POLARS_MAX_THREADS, OMP_NUM_THREADS. Garbage is collected before a call, outside the clock.
"""
import gc
import os
import sys
import time


def library(peer):
    if peer == "pandas":
        import pandas

        return pandas
    if peer == "polars":
        import polars

        return polars
    import pyarrow.parquet

    threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    if threads:
        pyarrow.set_cpu_count(threads)
    return pyarrow.parquet


def read(peer, path):
    module = library(peer)
    return module.read_table(path) if peer == "pyarrow" else module.read_parquet(path)


def read_csv(peer, path):
    if peer == "pyarrow":
        import pyarrow.csv

        library(peer)
        return pyarrow.csv.read_csv(path)
    return library(peer).read_csv(path)


def write_csv(peer, table, path):
    if peer == "polars":
        table.write_csv(path)
    elif peer == "pandas":
        table.to_csv(path, index=False)
    else:
        import pyarrow.csv

        pyarrow.csv.write_csv(table, path)


def write_parquet(peer, table, path):
    if peer == "polars":
        table.write_parquet(path, compression="snappy")
    elif peer == "pandas":
        table.to_parquet(path)
    else:
        library(peer).write_table(table, path)


def write_dta(peer, table, path):
    table.to_stata(path, write_index=False, version=118)


def read_dta(peer, path):
    return library(peer).read_stata(path)


def read_feather(peer, path):
    import pyarrow.feather

    library(peer)
    return pyarrow.feather.read_table(path, memory_map=False)


def write_feather(peer, table, path):
    import pyarrow.feather

    pyarrow.feather.write_feather(table, path)


READERS = {"csv": read_csv, "parquet": read, "dta": read_dta, "feather": read_feather}
WRITERS = {"csv": write_csv, "parquet": write_parquet, "dta": write_dta, "feather": write_feather}


def sums(peer, table):
    if peer == "pyarrow":
        import pyarrow.compute

        return [pyarrow.compute.sum(column).as_py() for column in table.columns]
    return [float(table[name].sum()) for name in table.columns]


def timed(call):
    gc.collect()
    start = time.perf_counter()
    result = call()
    return result, 1e3 * (time.perf_counter() - start)


held = {}


def answer(words):
    command, *rest = words
    if command == "sums":
        return [repr(value) for value in sums(held["peer"], held["table"])]
    peer, path = rest
    if command == "load":
        held.update(peer=peer, table=read(peer, path))
        return []
    deed, form = command.split("-")
    if deed == "read":
        held["table"] = None
        table, took = timed(lambda: READERS[form](peer, path))
        held.update(peer=peer, table=table)
        return [repr(took)]
    return [repr(timed(lambda: WRITERS[form](peer, held["table"], path))[1])]


for line in sys.stdin:
    try:
        print("ok", *answer(line.split()), flush=True)
    except Exception as error:  # told to whoever asked
        print("error", " ".join(str(error).split()), flush=True)
