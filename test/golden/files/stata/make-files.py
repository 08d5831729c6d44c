"""Stata files written by pandas, in both byte orders, and copies of them with what pandas cannot write: every missing code, other
encodings. Invented data. Run in this folder, then make-files.R, which writes more and reads all of them."""
import gzip, itertools
import numpy as np, pandas as pd

def frame(western=False):
    return pd.DataFrame({
        "b": np.array([1, -127, 100, 0], dtype=np.int8),
        "i": np.array([-32767, 32740, 7, 0], dtype=np.int16),
        "l": np.array([-2147483647, 2147483620, 7, 0], dtype=np.int32),
        "f": np.array([0.1, -1.5, np.nan, 1e30], dtype=np.float32),
        "d": np.array([0.1, -1e300, np.nan, 1e-300]),
        "s": ["a", "", " two words ", "é" if western else "中国"],
        "grade": pd.Categorical(["low", "high", "mid", "low"], categories=["low", "mid", "high"], ordered=True),
        "day": pd.to_datetime(["1959-12-31", "2020-02-29", None, "1960-01-01"]),
        "time": pd.to_datetime(["1959-12-31 23:59:59.999", "2020-02-29 12:34:56", None, "1960-01-01"], format="ISO8601"),
    })

LABELS = {"b": "a byte", "d": "a double", "s": "text"}
DATES = {"day": "td", "time": "tc"}
for version, order in itertools.product((114, 117, 118, 119), ("little", "big")):
    d = frame(western=version < 118)
    long = version >= 117
    if long:
        d["lines"] = ["short", "", "x" * 300, "short"]
    d.to_stata(f"pandas-{version}-{order}.dta", write_index=False, version=version, byteorder=order, data_label="pandas",
               time_stamp=pd.Timestamp("2020-01-02 03:04"), variable_labels=LABELS, convert_dates=DATES,
               convert_strl=["lines"] if long else None)

# Every missing code in every type: 27 rows of numbers, which the codes then replace.
CODES = 27
d = pd.DataFrame({"b": np.arange(CODES, dtype=np.int8), "i": np.arange(CODES, dtype=np.int16),
                  "l": np.arange(CODES, dtype=np.int32), "f": np.arange(CODES, dtype=np.float32), "d": np.arange(CODES) + 0.5})
for version, order in itertools.product((114, 118), ("little", "big")):
    name = f"codes-{version}-{order}.dta"
    d.to_stata(name, write_index=False, version=version, byteorder=order, time_stamp=pd.Timestamp("2020-01-02 03:04"))
    sign = "<" if order == "little" else ">"
    row = np.dtype([("b", "i1"), ("i", sign + "i2"), ("l", sign + "i4"), ("f", sign + "u4"), ("d", sign + "u8")])
    plain, coded = np.zeros(CODES, row), np.zeros(CODES, row)
    k = np.arange(CODES, dtype=np.uint64)
    for field in "bil":
        plain[field] = k
    plain["f"] = k.astype(np.float32).view(np.uint32)
    plain["d"] = (k.astype(np.float64) + 0.5).view(np.uint64)
    for field, first in (("b", 101), ("i", 32741), ("l", 2147483621)):
        coded[field] = first + k.astype(np.int64)
    coded["f"] = 0x7f000000 + 0x800 * k
    coded["d"] = 0x7fe0000000000000 + 0x10000000000 * k
    bytes_ = open(name, "rb").read()
    assert bytes_.count(plain.tobytes()) == 1
    open(name, "wb").write(bytes_.replace(plain.tobytes(), coded.tobytes()))

# Text of other encodings: pandas writes the bytes, as Latin-1.
def encoded(text, encoding):
    return text.encode(encoding).decode("latin-1")

for encoding, words in (("gb18030", ["北京市", "上海", "a中b", "㐀"]), ("windows-1252", ["café", "€ 5", "naïve “x”", "plain"])):
    d = pd.DataFrame({"city": [encoded(word, encoding) for word in words], "n": np.arange(4, dtype=np.int8)})
    d.to_stata(f"{encoding}-115.dta", write_index=False, version=114, data_label=encoded(words[0], encoding),
               variable_labels={"city": encoded(words[1], encoding)}, value_labels={"n": {0: encoded(words[2], encoding)}},
               time_stamp=pd.Timestamp("2020-01-02 03:04"))
    bytes_ = bytearray(open(f"{encoding}-115.dta", "rb").read())
    bytes_[0] = 115
    open(f"{encoding}-115.dta", "wb").write(bytes_)

# Long strings longer than what is read at a time, the same one twice.
d = pd.DataFrame({"n": np.arange(3, dtype=np.int8), "text": ["中" * 70000, "y" * 200001, "中" * 70000], "other": ["", "z" * 70001, "y" * 200001]})
for order in ("little", "big"):
    d.to_stata("long.dta", write_index=False, version=118, byteorder=order, convert_strl=["text", "other"], time_stamp=pd.Timestamp("2020-01-02 03:04"))
    open(f"long-118-{order}.dta.gz", "wb").write(gzip.compress(open("long.dta", "rb").read(), mtime=0))
import os; os.remove("long.dta")
