/**
 * What we write is read by others: the bytes of a sample are those that haven read into files.json (`make-files.R`), and where R with haven or
 * Python with pandas and pyreadstat is at hand, they read it here. WASMETRICS_UPDATE=1 writes the sample's file anew.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bytesSource } from "../../../src/data/formats/source.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import { writeStata } from "../../../src/data/formats/stata/write/write-stata.js";
import { cellsOf } from "../../support/cells-of.js";
import { stataSample } from "../../support/stata-sample.js";

const FILE = new URL("../../golden/files/stata/ours.dta", import.meta.url);
const NAME = "GDP_per_head";

async function bytesOf(): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeStata(stataSample())) pieces.push(piece);
  return Buffer.concat(pieces);
}

it("the bytes are those that haven has read", async () => {
  const bytes = await bytesOf();
  if (process.env.WASMETRICS_UPDATE === "1") writeFileSync(FILE, bytes);
  expect(bytes.equals(readFileSync(FILE))).toBe(true);
  const { columns, facts, notes } = await STATA.read(
    bytesSource("ours.dta", bytes),
    {},
    {
      engine: () => Promise.reject(new Error("no kernels are needed")),
    },
  );
  const { columns: written } = stataSample();
  expect(columns.map(cellsOf)).toEqual(written.map(cellsOf));
  expect(facts).toMatchObject({ label: "everything", notes: ["about the data"], characteristics: { made_by: "hand" } });
  expect(notes).toEqual([]);
  const types = ["byte", "int", "long", "float", "double", "int", "int", "double", "str6", "strL", "byte"];
  expect(columns.map((column) => column.facts?.stored?.split(" ")[0])).toEqual(types);
});

const PYTHON = process.env.WASMETRICS_PYTHON ?? "python3";
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const hasHaven = runs("Rscript", "-e", "library(haven)");
const hasPandas = runs(PYTHON, "-c", "import pandas, pyreadstat");

it.skipIf(!hasHaven)("haven reads it (skipped where R or haven is missing)", () => {
  const script = `r <- haven::read_dta('${FILE.pathname}'); cat(sum(r$d, na.rm = TRUE), nchar(r$lines[1]), r$word[1], haven::na_tag(r$b)[3:4], as.character(r$day[1]), names(r)[11], attr(r$${NAME}, 'label'))`;
  const printed = execFileSync("Rscript", ["-e", script], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  expect(printed).toBe(`-8.9e+307 2046 中国 a z 2020-02-29 ${NAME} GDP per head`);
});

it.skipIf(!hasPandas)(
  "pandas and pyreadstat read it (skipped where they are missing; WASMETRICS_PYTHON names a Python)",
  () => {
    const script = [
      "import sys, pandas as pd, pyreadstat",
      `f = '${FILE.pathname}'`,
      "d = pd.read_stata(f, convert_categoricals=False)",
      "p, m = pyreadstat.read_dta(f)",
      "sys.stdout.reconfigure(encoding='utf-8')",
      "print(d.d.sum(), len(d.lines[0]), d.word[0], d.day[0].date(), d.month[0].date(), d.b.isna().sum(), int(p.l[1]), m.column_names_to_labels['b'])",
    ].join("\n");
    const printed = execFileSync(PYTHON, ["-W", "ignore", "-c", script], { encoding: "utf8" });
    expect(printed.trim()).toBe("-8.9e+307 2046 中国 2020-02-29 2012-03-01 2 -2147483647 a byte");
  },
);
