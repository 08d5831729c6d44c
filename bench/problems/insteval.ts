/**
 * `insteval`: 73,421 ratings of lecturers by students of ETH Zurich, real data with two crossed effects. They
 * come with R's lme4 under the GPL and are read from there: none of them is in this repository.
 */
import { execFileSync } from "node:child_process";
import { DataError } from "../../src/base/errors.js";
import { type Design, dense, type ProblemData } from "./problem.js";

const READ = `suppressMessages(library(lme4)); d <- get(data(InstEval)); n <- function(x) as.integer(as.character(x))
write.table(data.frame(n(d$s), n(d$d), d$y, n(d$service), n(d$lectage)), row.names = FALSE, col.names = FALSE)`;
const FIELDS = 5;

export const insteval: Design = {
  name: "insteval",
  sizes: [""],
  size: /^$/,
  columns: { usual: 3, most: 3 },
  about: "real ratings of 1,128 lecturers by 2,972 students, from R's lme4: y, service, lectage",
  missing: () =>
    runR("cat(requireNamespace('lme4', quietly = TRUE))") === "TRUE" ? null : "R with lme4 is not installed",
  make(_size, nColumns) {
    const text = runR(READ);
    if (text === null)
      throw new DataError("no_insteval", "Data InstEval can't be read; install R and its package lme4.");
    return parse(text, nColumns);
  },
};

function parse(text: string, nColumns: number): ProblemData {
  const numbers = Float64Array.from(text.trim().split(/\s+/), Number);
  const n = numbers.length / FIELDS;
  const field = (at: number) => Float64Array.from({ length: n }, (_, i) => numbers[i * FIELDS + at]!);
  const category = (name: string, at: number) => {
    const codes = Uint32Array.from(field(at));
    return dense(name, codes, codes.reduce((most, code) => Math.max(most, code), 0) + 1);
  };
  return {
    n,
    names: ["y", "service", "lectage"].slice(0, nColumns),
    columns: [field(2), field(3), field(4)].slice(0, nColumns),
    effects: [category("student", 0), category("lecturer", 1)],
  };
}

/** What R prints, or null where there is no R or it fails. */
function runR(script: string): string | null {
  try {
    return execFileSync("Rscript", ["--vanilla", "-e", script], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return null; // no R: the caller says what follows from it
  }
}
