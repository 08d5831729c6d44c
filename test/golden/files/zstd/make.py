"""Frames of Zstandard of the numbers 0 to 1999, each a line: with its size in the header and a checksum behind, and streamed, without either.
Run from this folder: python make.py (pyarrow)."""
import pyarrow as pa

text = "".join(f"{i}\n" for i in range(2000)).encode()
with open("sized.zst", "wb") as out:
    out.write(pa.compress(text, codec="zstd", asbytes=True))
with pa.CompressedOutputStream("streamed.zst", "zstd") as out:
    out.write(text)
