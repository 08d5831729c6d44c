/**
 * Separation, distinguished from strong prediction: against an exact decision in whole numbers by the extreme rays of the cone of
 * separating directions, on thousands of small samples; by hand on larger ones.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { NumericalError } from "../../../src/base/errors.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitPropensity, type PropensityInput } from "../../../src/verbs/psmatch/estimator/propensity.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Minors of a (k-1) x k matrix of whole numbers with alternating signs: orthogonal to its rows; 0 if they depend. */
function orthogonalTo(rows: readonly (readonly number[])[]): number[] {
  const k = rows.length + 1;
  return Array.from({ length: k }, (_, j) => (j % 2 === 0 ? 1 : -1) * determinant(rows, all(k) - 2 ** j));
}

/** The set of the first k columns, a bit each. */
const all = (k: number): number => 2 ** k - 1;

/** Of the rows from the given one on, and as many columns, a bit each. */
function determinant(rows: readonly (readonly number[])[], columns = all(rows.length), from = 0): number {
  if (from === rows.length) return 1;
  let [sum, sign] = [0, 1];
  for (let j = 0; 2 ** j <= columns; j++) {
    if ((columns & (1 << j)) === 0) continue;
    const value = rows[from]![j]!;
    if (value !== 0) sum += sign * value * determinant(rows, columns - 2 ** j, from + 1);
    sign = -sign;
  }
  return sum;
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else for (let i = from; i <= n - size; i++) for (const rest of subsets(n, size - 1, i + 1)) yield [i, ...rest];
}

/**
 * Which rows of Z (full column rank) some d with Z d >= 0 puts above 0. The cone of such d is pointed, so it is that of its
 * extreme rays, each orthogonal to k - 1 independent rows.
 */
function separatedRows(Z: readonly (readonly number[])[]): Set<number> {
  const k = Z[0]!.length;
  const above = new Set<number>();
  for (const chosen of subsets(Z.length, k - 1)) {
    const d = orthogonalTo(chosen.map((i) => Z[i]!));
    if (d.every((value) => value === 0)) continue;
    const along = Z.map((row) => {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += row[j]! * d[j]!;
      return sum;
    });
    for (const sign of [1, -1]) {
      if (!along.every((value) => sign * value >= 0)) continue;
      along.forEach((value, i) => void (sign * value > 0 && above.add(i)));
    }
  }
  return above;
}

const input = (treated: readonly number[], rows: readonly (readonly number[])[]): PropensityInput => ({
  treated: Uint8Array.from(treated),
  X: rows[0]!.map((_, j) => Float64Array.from(rows, (row) => row[j]!)),
  names: rows[0]!.map((_, j) => `x${j + 1}`),
});

function outcomeOf(link: "logit" | "probit", data: PropensityInput) {
  try {
    return { fit: fitPropensity(engine, data, link), error: null };
  } catch (error) {
    return { fit: null, error: error as NumericalError };
  }
}

describe.each(["logit", "probit"] as const)("the %s on small samples of whole numbers", (link) => {
  it.each([
    { most: 1, k: 1 },
    { most: 1, k: 2 },
    { most: 1, k: 3 },
    { most: 3, k: 2 },
    { most: 3, k: 3 },
    { most: 20, k: 2 },
  ])("finds separation where there is some, and only there: $k covariates up to $most", ({ most, k }) => {
    const random = seeded(1000 * most + k);
    const seen = { separated: 0, overlapping: 0 };
    for (let sample = 0; sample < 800; sample++) {
      const n = k + 3 + Math.floor(random() * 8);
      const rows = Array.from({ length: n }, () =>
        Array.from({ length: k }, () => Math.round(most * (2 * random() - 1))),
      );
      const lean = 3 * random();
      const treated = rows.map((row) => (random() < 1 / (1 + Math.exp(-lean * row[0]!)) ? 1 : 0));
      if (new Set(treated).size === 1) continue;
      const { fit, error } = outcomeOf(link, input(treated, rows));
      const kept = fit === null ? null : fit.names.slice(1).map((name) => Number(name.slice(1)) - 1);
      const independent = kept ?? rankedColumns(rows);
      const Z = rows.map((row, i) => [1, ...independent.map((j) => row[j]!)].map((v) => (treated[i] === 1 ? v : -v)));
      const above = separatedRows(Z);
      const what = JSON.stringify({ treated, rows, message: error?.message });
      if (above.size === 0) {
        seen.overlapping++;
        expect(fit, what).not.toBeNull();
      } else {
        seen.separated++;
        expect(error?.code, what).toBe("separation");
        const { rows: told, variables } = error!.detail as unknown as { rows: number; variables: string[] };
        expect(told, what).toBeGreaterThan(0);
        expect(told, what).toBeLessThanOrEqual(above.size);
        expect(variables.length, what).toBeGreaterThan(0);
      }
    }
    expect(seen.separated).toBeGreaterThan(20);
    if (k > 1) expect(seen.overlapping).toBeGreaterThan(20);
  });
});

/** First columns that with the intercept and those before are independent, by exact rank of whole numbers. */
function rankedColumns(rows: readonly (readonly number[])[]): number[] {
  const kept: number[] = [];
  const k = rows[0]!.length;
  for (let j = 0; j < k; j++) {
    const columns = [...kept, j];
    const width = columns.length + 1;
    const matrix = rows.map((row) => [1, ...columns.map((c) => row[c]!)]);
    for (const chosen of subsets(rows.length, width)) {
      if (determinant(chosen.map((i) => matrix[i]!)) !== 0) {
        kept.push(j);
        break;
      }
    }
  }
  return kept;
}

/** n numbers, a few of them on the wrong side of 0 by treatment. */
function strong(n: number, gap: number, wrong: number, seed: number): PropensityInput {
  const random = seeded(seed);
  const treated = Array.from({ length: n }, (_, i) => i % 2);
  const x = treated.map((t, i) => (t === 1 ? 1 : -1) * (gap + random()) * (i < wrong ? -1 : 1));
  return input(
    treated,
    x.map((value) => [value, random()]),
  );
}

describe("strong prediction without separation", () => {
  it.each([
    { gap: 0.5, wrong: 2 },
    { gap: 5, wrong: 2 },
    { gap: 100, wrong: 2 },
    { gap: 1e4, wrong: 3 },
  ])("is no separation: gap $gap, $wrong wrong", ({ gap, wrong }) => {
    for (const link of ["logit", "probit"] as const) {
      const fit = fitPropensity(engine, strong(5000, gap, wrong, 7), link);
      expect(fit.certificate).toBeLessThan(1e-7);
    }
  });

  it("nor are a few rows far out, each on the likely side", () => {
    const random = seeded(3);
    const rows = Array.from({ length: 2000 }, (_, i) => [i < 3 ? 400 : 4 * random() - 2]);
    const treated = rows.map(([x], i) => (i < 3 || random() < 1 / (1 + Math.exp(-x!)) ? 1 : 0));
    for (const link of ["logit", "probit"] as const) {
      const fit = fitPropensity(engine, input(treated, rows), link);
      expect(fit.fitted[0]).toBe(1);
      expect(fit.certificate).toBeLessThan(1e-7);
    }
  });
});

describe("separation in larger samples", () => {
  const random = seeded(11);
  const n = 3000;
  const noise = Array.from({ length: n }, () => 2 * random() - 1);
  const dummy = noise.map((_, i) => (i % 10 === 0 ? 1 : 0));
  const treated = noise.map((z, i) => (dummy[i] === 1 ? 1 : random() < 1 / (1 + Math.exp(-z)) ? 1 : 0));

  it.each(["logit", "probit"] as const)("names the dummy that only treated rows have, and how many (%s)", (link) => {
    const { error } = outcomeOf(
      link,
      input(
        treated,
        noise.map((z, i) => [z, dummy[i]!]),
      ),
    );
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({ code: "separation", detail: { got: "quasi", variables: ["x2"], rows: 300 } });
    expect(error!.message).toContain("'x2' separates 300 of 3000 rows");
  });

  it.each(["logit", "probit"] as const)("names the difference of two covariates that separates (%s)", (link) => {
    const gap = noise.map((_, i) => (dummy[i] === 1 ? Math.round(5 * random()) / 4 : 0));
    const rows = noise.map((z, i) => [z, random(), z + gap[i]!]);
    const { error } = outcomeOf(link, input(treated, rows));
    expect(error).toMatchObject({ code: "separation", detail: { got: "quasi", variables: ["x1", "x3"] } });
    expect((error!.detail as { rows?: number }).rows).toBe(gap.filter((value) => value > 0).length);
  });

  it.each(["logit", "probit"] as const)("finds complete separation by a combination (%s)", (link) => {
    const rows = noise.map((z) => [z, random(), random()]);
    const complete = rows.map(([a, b, c]) => (a! + b! - c! > 0.1 ? 1 : 0));
    const { error } = outcomeOf(link, input(complete, rows));
    expect(error).toMatchObject({ code: "separation", detail: { got: "complete", rows: n } });
  });

  it("names no covariate that the combination does not need", () => {
    const rows = noise.map((z) => [random(), z, random(), random()]);
    const decided = rows.map(([, b, c]) => (b! - c! > 0.1 ? 1 : 0));
    expect(outcomeOf("logit", input(decided, rows)).error).toMatchObject({
      code: "separation",
      detail: { got: "complete", variables: ["x2", "x3"], rows: n },
    });
  });

  it("says of covariates that separate by themselves that each does", () => {
    const twin = dummy.map((value, i) => (i < 100 ? 0 : -2 * value));
    const { error } = outcomeOf(
      "logit",
      input(
        treated,
        noise.map((z, i) => [dummy[i]!, z, twin[i]!]),
      ),
    );
    expect(error).toMatchObject({ code: "separation", detail: { variables: ["x1", "x3"], rows: 300 } });
    expect(error!.message).toContain("each of 'x1', 'x3' by itself separates up to 300 of 3000 rows");
  });

  it("ignores rows without weight", () => {
    const data = input([...treated, 0], [...noise.map((z, i) => [z, dummy[i]!]), [0, 1]]);
    expect(fitPropensity(engine, data, "logit").certificate).toBeLessThan(1e-7);
    const weights = new Float64Array(n + 1).fill(1);
    weights[n] = 0;
    expect(outcomeOf("logit", { ...data, weights }).error).toMatchObject({ code: "separation" });
  });
});
