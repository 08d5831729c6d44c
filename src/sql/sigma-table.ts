/**
 * Layer sql. Elasticities by product, from a file or a map: labels are matched as they are written, values must be above
 * 1. Products of the data without one are for the waterfall.
 */
import { DataError } from "../base/errors.js";
import { readTable } from "../table/node/read-table.js";
import { formatNumber } from "../table/write-csv.js";
import type { SigmaPlan } from "./stream-options.js";

/** Column of a file of elasticities, besides the product's. */
const SIGMA = "sigma";

/** Product label to sigma. */
export async function readSigmas(
  plan: Extract<SigmaPlan, { source: "table" }>,
  product: string,
): Promise<ReadonlyMap<string, number>> {
  const sigmas = plan.given ?? (await fromFile(plan.file!, product));
  for (const [label, value] of sigmas) {
    if (value > 1 && Number.isFinite(value)) continue;
    throw new DataError(
      "sigma_not_above_one",
      `Sigma of product '${label}' is ${value}, a number above 1 was expected: quality is the residual divided by sigma - 1. Correct it or leave the product out, which drops and counts its rows.`,
      { got: value, expected: "a number above 1", product: label },
    );
  }
  return sigmas;
}

async function fromFile(path: string, product: string): Promise<ReadonlyMap<string, number>> {
  const table = await readTable(path, { text: [product] });
  const { codes, levels } = table.text(product);
  const values = table.numeric(SIGMA);
  const sigmas = new Map<string, number>();
  codes.forEach((code, i) => {
    const label = levels[code];
    if (label === undefined || Number.isNaN(values[i]!)) return;
    if (sigmas.has(label)) {
      throw new DataError("sigma_twice", `${path} has product '${label}' twice, again in row ${i + 1}; keep one.`, {
        got: formatNumber(values[i]!),
        expected: "one row a product",
        row: i + 1,
      });
    }
    sigmas.set(label, values[i]!);
  });
  return sigmas;
}
