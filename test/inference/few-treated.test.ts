/**
 * Inference with few treated clusters against the papers' formulas written out (no published numbers come with data that can be
 * redistributed), and its size where the clusters' sizes differ.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { PURPOSE, philoxUniform } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import type { BootstrapOptions } from "../../src/verbs/bootstrap/verb.js";
import { conleyTaber, type FullPanel, fermanPinto } from "../reference/few-treated.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const normalOf = (random: () => number) => (): number => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
};

/** Groups by periods; `starts[g]` is the first treated period, M sizes. */
function panelOf(G: number, T: number, starts: readonly number[], seed: number, spread = 1): FullPanel {
  const random = seeded(seed);
  const normal = normalOf(random);
  const M = Array.from({ length: G }, (_, g) =>
    Array.from({ length: T }, () => 1 + ((7 * g) % 11) + Math.floor(2 * random())),
  );
  const d = Array.from({ length: G }, (_, g) =>
    Array.from({ length: T }, (_, t) => (t >= (starts[g] ?? Number.POSITIVE_INFINITY) ? 1 : 0)),
  );
  const y = d.map((row, g) =>
    row.map(
      (value, t) => 0.3 * g + Math.sin(t) + 0.5 * value + (spread * normal()) / Math.sqrt(M[g]![t]!) + 0.2 * normal(),
    ),
  );
  return { y, d, M };
}

function tableOf({ y, d, M }: FullPanel): Table {
  const T = y[0]!.length;
  const column = (name: string, values: readonly number[]) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(values),
  });
  return makeTable(
    [
      column(
        "g",
        y.flatMap((_, g) => Array(T).fill(g)),
      ),
      column(
        "t",
        y.flatMap((row) => [...row.keys()]),
      ),
      ...[column("y", y.flat()), column("d", d.flat()), column("M", M.flat())],
    ],
    { name: "panel", bytes: 0, sha256: "" },
  );
}

const run = (panel: FullPanel, options: Partial<BootstrapOptions>) =>
  bootstrap(engine, tableOf(panel), "y ~ d | g + t", { term: "d", cluster: "g", ...options });

describe("few treated clusters", () => {
  it("Conley and Taber: every assignment of control groups, paths that differ", async () => {
    const panel = panelOf(9, 6, [3, 4], 1);
    const { estimate, draws } = conleyTaber(panel);
    const record = await run(panel, { kind: "conley-taber", value: 0.2 });
    expect(record.bootstrap).toMatchObject({ enumerated: true, draws: { done: 49 } });
    expect(record.observed.estimate).toBeCloseTo(estimate, 12);
    const got = [...record.draws.estimate].sort((a, b) => a! - b!);
    [...draws]
      .sort((a, b) => a - b)
      .forEach((draw, i) => {
        expect(got[i]).toBeCloseTo(draw, 12);
      });
    const away = estimate - 0.2;
    expect(record.p_value.statistic).toBe((1 + draws.filter((draw) => Math.abs(draw) >= Math.abs(away)).length) / 50);
    const sorted = [...draws].sort((a, b) => a - b);
    expect(record.interval!.conf_low).toBeCloseTo(estimate - sorted[48]!, 12);
    expect(record.interval!.conf_high).toBeCloseTo(estimate - sorted[0]!, 12);
  });

  it("says where an interval has no ends", async () => {
    const record = await run(panelOf(9, 5, [3], 6), { kind: "conley-taber" });
    expect(record.interval).toMatchObject({ conf_low: null, conf_high: null });
    expect(record.notes.map(({ code }) => code)).toContain("few_treated_open");
    expect(record.p_value.statistic).toBeGreaterThanOrEqual(1 / 9);
  });

  it("Ferman and Pinto: the same groups drawn give the same estimates, and the interval has what is not rejected", async () => {
    const panel = panelOf(12, 5, [3, 3], 2, 3);
    const draws = 199;
    const record = await run(panel, { kind: "ferman-pinto", size: "M", draws, seed: 3, value: 0.1 });
    const donors = Array.from({ length: draws }, (_, b) =>
      philoxUniform(engine, 12, { seed: 3, replication: b, purpose: PURPOSE.fewTreated }).map((u) =>
        Math.floor(u * 12),
      ),
    );
    const expected = fermanPinto(panel, 0.1, donors);
    expected.draws.forEach((draw, b) => {
      expect(record.draws.estimate[b]).toBeCloseTo(draw, 12);
    });
    const [variance] = record.few_treated!.variance!;
    // contrasts of treated groups are those of their sum: half of mean after less mean before
    expect(variance!.constant * 4).toBeCloseTo(expected.constant, 12);
    expect(variance!.by_size).toBeCloseTo(expected.bySize, 12);
    for (const [end, inward] of [
      [record.interval!.conf_low!, 1],
      [record.interval!.conf_high!, -1],
    ] as const) {
      const p = async (value: number) =>
        (await run(panel, { kind: "ferman-pinto", size: "M", draws, seed: 3, value, level: 0.9 })).p_value
          .equal_tailed!;
      expect(await p(end + inward * 1e-4)).toBeGreaterThan(0.05);
      expect(await p(end - inward * 1e-4)).toBeLessThanOrEqual(0.05);
    }
  });

  it("refuses what has no exchange of errors", async () => {
    const panel = panelOf(8, 5, [3], 4);
    const table = tableOf(panel);
    const lacking = {
      ...panel,
      y: panel.y.map((row, g) => (g === 2 ? row.map((v, t) => (t === 1 ? Number.NaN : v)) : row)),
    };
    const refusal = (code: string, words: string) => ({ code, message: expect.stringContaining(words) });
    await expect(run(lacking, { kind: "conley-taber" })).rejects.toMatchObject(
      refusal("few_treated_balance", "'2' has no row in '1'"),
    );
    await expect(
      bootstrap(engine, table, "y ~ M | g + t", { kind: "conley-taber", term: "M", cluster: "g" }),
    ).rejects.toMatchObject(refusal("few_treated_groups", "changes in"));
    await expect(
      bootstrap(engine, table, "y ~ d", { kind: "ferman-pinto", term: "d", cluster: "g" }),
    ).rejects.toMatchObject(refusal("few_treated_time", "--time"));
    await expect(run(panel, { kind: "wild", size: "M" })).rejects.toMatchObject(refusal("bootstrap_option", "--size"));
    await expect(run(panel, { kind: "ferman-pinto", size: "t" })).rejects.toMatchObject(
      refusal("few_treated_size", "above 0"),
    );
  });
});
