# Grunfeld's panel (test/golden/data/grunfeld.csv.gz) in the formats Python writes. Run in this folder.
import pandas as pd, zipfile
d = pd.read_csv("../../data/grunfeld.csv.gz")
d.to_parquet("grunfeld.parquet")
d.to_parquet("grunfeld-zstd.parquet", compression="zstd")
d.to_feather("grunfeld.feather")
d.to_excel("grunfeld.ods", engine="odf", index=False)
d.to_json("grunfeld.json", orient="records", double_precision=15)
d.to_json("grunfeld.ndjson", orient="records", lines=True, double_precision=15)
d.to_csv("grunfeld.csv", index=False)
with zipfile.ZipFile("grunfeld.zip", "w", zipfile.ZIP_DEFLATED) as z: z.write("grunfeld.csv")
