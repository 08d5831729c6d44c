/**
 * Variances along time and space, and by three and four clusterings, against fixest on simulated places whose coordinates
 * repeat and whose units have gaps, under several small-sample rules; Conley's also against a loop over all pairs.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { EARTH_RADIUS_KM } from "../../../src/regression/variance/conley.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** As in the golden test of feols. */
const [COEFFICIENT, STD_ERROR, P_VALUE, P_VALUE_ABSOLUTE] = [1e-9, 1e-8, 1e-6, 1e-12];

interface Expected {
  readonly formula: string;
  readonly weights: string | null;
  readonly vcov: string;
  readonly ssc: string;
  readonly nobs: number;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly p: Readonly<Record<string, number>>;
  readonly df: number;
  readonly K: number;
  readonly vcov_matrix: readonly (readonly number[])[];
}

const cases: readonly Expected[] = JSON.parse(readFileSync(new URL("./fixest.json", import.meta.url), "utf8"));

let engine: Engine;
let places: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  places = await goldenTable("places.csv");
});

const near = agreeing("fixest-variances");

describe("variances reproduce fixest", () => {
  for (const vcov of new Set(cases.map((expected) => expected.vcov))) {
    it(vcov, () => {
      const own = cases.filter((expected) => expected.vcov === vcov);
      expect(own.length).toBe(vcov === "cluster:place+year+sector" ? 32 : 24);
      for (const expected of own) {
        const { formula, weights, ssc, coef, se, p, df, K } = expected;
        const what = `${formula}, ${weights ?? "unweighted"}, ${vcov}, ${ssc}`;
        const fit = feols(engine, places, formula, {
          ...{ vcov, ssc, fixefRm: "none", panel: { unit: "place", time: "year" } },
          ...(weights === null ? {} : { weights }),
        });
        expect(Object.keys(fit.coefficients), what).toEqual(Object.keys(coef));
        expect([fit.nobs, fit.vcov.df, fit.vcov.K], what).toEqual([expected.nobs, df, K]);
        Object.entries(fit.coefficients).forEach(([term, got], i) => {
          near(got.estimate, coef[term]!, COEFFICIENT, `${what}: ${term}`);
          near(got.std_error, se[term]!, STD_ERROR, `${what}: error of ${term}`);
          near(got.p_value, p[term]!, P_VALUE, `${what}: p of ${term}`, P_VALUE_ABSOLUTE);
          expected.vcov_matrix[i]!.forEach((value, j) => {
            const scale = Math.sqrt(expected.vcov_matrix[i]![i]! * expected.vcov_matrix[j]![j]!);
            near(fit.vcov.matrix[i]![j]!, value, STD_ERROR, `${what}: vcov ${i} ${j}`, STD_ERROR * scale);
          });
        });
      }
    });
  }

  it("covers every kind", () => {
    expect(cases.length).toBe(24 * 16 + 8);
  });
});

describe("variances along time", () => {
  it("are their definitions at as many lags as there are: fixest leaves the last autocovariance out", () => {
    const [x, y, unit, time] = ["x", "y", "place", "year"].map((name) => places.numeric(name));
    const n = places.nRows;
    const periods = [...new Set(time)].sort((a, b) => a - b);
    const lag = periods.length - 1;
    const rank = time!.map((year) => periods.indexOf(year));
    for (const [type, correlated] of [
      ["NW", (i: number, j: number) => unit![i] === unit![j]],
      ["DK", () => true],
    ] as const) {
      const fit = feols(engine, places, "y ~ 0 + x", {
        ...{ vcov: `${type}:${lag}`, ssc: "none", panel: { unit: "place", time: "year" } },
      });
      const scores = y!.map((value, i) => x![i]! * (value - fit.coefficients.x!.estimate * x![i]!));
      let meat = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (correlated(i, j)) meat += (1 - Math.abs(rank[i]! - rank[j]!) / (lag + 1)) * scores[i]! * scores[j]!;
        }
      }
      const sxx = x!.reduce((sum, value) => sum + value ** 2, 0);
      near(fit.coefficients.x!.std_error, Math.sqrt(meat) / sxx, 1e-10, `${type}: error of x`);
      expect(() =>
        feols(engine, places, "y ~ x", { vcov: `${type}:12`, panel: { unit: "place", time: "year" } }),
      ).toThrowError(expect.objectContaining({ code: "few_periods" }));
    }
  });

  it("with no lag are clusters of one row, and of one period, but for the factor", () => {
    const options = { ssc: "none", panel: { unit: "place", time: "year" } };
    const of = (vcov: string) => feols(engine, places, "y ~ x + z | country", { ...options, vcov }).vcov.matrix.flat();
    of("NW:0").forEach((value, i) => {
      near(value, of("cluster:place^year")[i]!, 1e-12, `NW ${i}`);
    });
    of("DK:0").forEach((value, i) => {
      near(value, of("cluster:year")[i]!, 1e-12, `DK ${i}`);
    });
  });

  it("say that periods are closed up and units have gaps", () => {
    const fit = feols(engine, places, "y ~ x", { vcov: "NW", panel: { unit: "place", time: "year" } });
    expect(fit.vcov.about).toEqual({ lag: 1, unit: "place", time: "year", periods: 12 });
    expect(fit.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["vcov_periods_closed_up", "vcov_unit_gaps"]),
    );
  });

  it("need unit and time", () => {
    expect(() => feols(engine, places, "y ~ x", { vcov: "DK:2" })).toThrowError(
      expect.objectContaining({ code: "vcov_panel" }),
    );
  });
});

describe("Conley's variance", () => {
  it("is the sum over all pairs of rows within the cutoff", () => {
    const [lat, lon] = [places.numeric("lat"), places.numeric("lon")];
    const [x, y] = [places.numeric("x"), places.numeric("y")];
    const n = places.nRows;
    const cutoff = 250;
    const fit = feols(engine, places, "y ~ x", { vcov: `conley:lat,lon,${cutoff}`, ssc: "none" });
    const [a, b] = ["(Intercept)", "x"].map((term) => fit.coefficients[term]!.estimate);
    const u = y.map((value, i) => value - a! - b! * x[i]!);
    const radians = (degrees: number) => (degrees * Math.PI) / 180;
    const distance = (i: number, j: number) => {
      const h =
        Math.sin(radians(lat[j]! - lat[i]!) / 2) ** 2 +
        Math.cos(radians(lat[i]!)) * Math.cos(radians(lat[j]!)) * Math.sin(radians(lon[j]! - lon[i]!) / 2) ** 2;
      return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(h));
    };
    const meat = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (distance(i, j) > cutoff) continue;
        const product = u[i]! * u[j]!;
        meat[0]! += product;
        meat[1]! += product * x[j]!;
        meat[2]! += product * x[i]! * x[j]!;
      }
    }
    const [s1, sx, sxx] = [n, x.reduce((sum, value) => sum + value, 0), x.reduce((sum, value) => sum + value ** 2, 0)];
    const determinant = s1 * sxx - sx ** 2;
    // second row of (X'X)^-1 is (-sx, s1) / determinant
    const variance = (sx ** 2 * meat[0]! - 2 * sx * s1 * meat[1]! + s1 ** 2 * meat[2]!) / determinant ** 2;
    near(fit.coefficients.x!.std_error, Math.sqrt(variance), 1e-10, "error of x");
    expect(fit.vcov.about).toEqual({ latitude: "lat", longitude: "lon", cutoff_km: cutoff, locations: 120 });
  });

  it("refuses degrees that are none, by column and row", () => {
    const lat = places.numeric("lat").slice();
    lat[6] = 91;
    const wrong = withColumns(places, [{ kind: "numeric", name: "lat", values: lat }]);
    expect(() => feols(engine, wrong, "y ~ x", { vcov: "conley:lat,lon,100" })).toThrowError(
      expect.objectContaining({
        code: "vcov_coordinates",
        detail: expect.objectContaining({ column: "lat", row: 7, got: 91 }),
      }),
    );
  });

  it("within no distance is a variance clustered by place, but for the factor", () => {
    const of = (vcov: string) => feols(engine, places, "y ~ x + z", { vcov, ssc: "none" }).vcov.matrix.flat();
    of("conley:lat,lon,0.001").forEach((value, i) => {
      near(value, of("cluster:lat^lon")[i]!, 1e-12, `${i}`);
    });
  });
});
