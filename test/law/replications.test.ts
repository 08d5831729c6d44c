/**
 * Draws are keyed by their number: shared by any number of tasks and put together in any order, they give what the one run gives, to the
 * bit. For every verb whose draws tasks can share, through parts as tasks write them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrawnShare, Replications } from "../../src/base/replications.js";
import { main } from "../../src/cli/main.js";
import { type Part, readParts, wholeOf, writePart } from "../../src/jobs/parts.js";
import type { JobPlan } from "../../src/jobs/plan.js";
import { tradeVerbs } from "../../src/trade/catalogue.js";
import { verbs } from "../../src/verbs/catalogue.js";
import type { AnyVerb } from "../../src/verbs/verb.js";
import { seeded } from "../support/random.js";

const golden = (path: string) => new URL(`../golden/${path}.csv.gz`, import.meta.url).pathname;
const data = (name: string) => golden(`data/${name}`);
const [cities, castle, lalonde, mpdta] = ["smartcity_sim", "castle", "lalonde", "mpdta"].map(data) as [
  string,
  ...string[],
];
const CITIES = "quality ~ did + eco + fin | city + year";

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  placebo: ["placebo", cities, CITIES, "--term", "did", "--draws", "203"],
  "placebo, all assignments": [
    "placebo",
    castle!,
    "l_homicide ~ post | state + year",
    "--term",
    "post",
    "--draws",
    "50",
  ],
  "placebo in time": [
    "placebo",
    cities,
    "quality ~ did | city + year",
    "--term",
    "did",
    "--kind",
    "time",
    "--draws",
    "60",
  ],
  "placebo, mixed": ["placebo", cities, CITIES, "--term", "did", "--kind", "mixed", "--draws", "61"],
  "placebo without each cohort": ["placebo", cities, CITIES, "--term", "did", "--draws", "40", "--leave-out"],
  "placebo of given assignments": [
    ...["placebo", cities, CITIES, "--term", "did", "--permutations"],
    golden("placebo/expected/city_smartcity_sim_figure2_permutations"),
  ],
  "bootstrap pairs of given clusters": [
    ...[
      "bootstrap",
      castle!,
      "l_homicide ~ post | state + year",
      "--term",
      "post",
      "--cluster",
      "state",
      "--kind",
      "pairs",
    ],
    ...["--indices", golden("resampling/expected/pairs_castle_draws")],
  ],
  "bootstrap wild": ["bootstrap", cities, CITIES, "--term", "did", "--cluster", "city", "--draws", "1501"],
  "bootstrap wild, every sign": ["bootstrap", cities, CITIES, "--term", "did", "--cluster", "year", "--draws", "9999"],
  "bootstrap wild, jackknife variance": [
    ...["bootstrap", cities, CITIES, "--term", "did", "--cluster", "province", "--draws", "500", "--type", "33"],
    ...["--multipliers", "webb"],
  ],
  "bootstrap of two terms": [
    ...["bootstrap", cities, CITIES, "--term", "did", "--term", "eco", "--cluster", "city", "--draws", "777"],
  ],
  "bootstrap pairs": [
    "bootstrap",
    cities,
    CITIES,
    "--term",
    "did",
    "--cluster",
    "city",
    "--kind",
    "pairs",
    "--draws",
    "301",
  ],
  "bootstrap with instruments": [
    ...[
      "bootstrap",
      cities,
      "quality ~ eco | year | did ~ rugged",
      "--term",
      "did",
      "--cluster",
      "province",
      "--draws",
      "401",
    ],
  ],
  mediation: [
    ...[
      "mediation",
      castle!,
      "l_homicide ~ post + l_income | state + year",
      "--treatment",
      "post",
      "--cluster",
      "state",
    ],
    ...["--mediators", "l_police,unemployrt", "--draws", "99"],
  ],
  psmatch: [
    ...[
      "psmatch",
      lalonde!,
      "treat ~ age + educ + re74 + re75",
      "--outcome",
      "re78",
      "--method",
      "kernel",
      "--draws",
      "31",
    ],
  ],
  difference: [
    ...["group-difference", castle!, "l_homicide ~ post + l_income | state + year", "--term", "post", "--by", "south"],
    ...["--unit", "state", "--draws", "99"],
  ],
  did: [
    ...[
      "did",
      mpdta!,
      "lemp ~ 1 | countyreal + year",
      "--cohort",
      "first.treat",
      "--estimator",
      "cs,bjs",
      "--aggregate",
    ],
    ...["dynamic", "--band", "uniform", "--draws", "501"],
  ],
  "event-study": [
    ...[
      "event-study",
      mpdta!,
      "lemp ~ 1 | countyreal + year",
      "--cohort",
      "first.treat",
      "--vcov",
      "cluster:countyreal",
    ],
    ...["--band", "uniform"],
  ],
};

const plan = (tasks: number): JobPlan => ({
  ...{ id: "test", cwd: "", threads: 1 },
  facts: { version: "", kernels_sha256: "", command: [], inputs: [], files: null, tasks },
});

/** What the command prints, and its shares. */
async function running(words: readonly string[], replications?: Replications) {
  const printed: string[] = [];
  const output = { write: (chunk: string | Uint8Array) => printed.push(String(chunk)) };
  const io = { stdin: Readable.from([]), stdout: output, stderr: output, exitCode: 0, threads: 1 };
  await main([...words, "--json", "--quiet"], replications === undefined ? io : { ...io, replications });
  return printed.join("");
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-replications-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The draws of `tasks` tasks, through their files, in an order of its own. */
async function shared(words: readonly string[], tasks: number, name: string): Promise<Part[]> {
  const place = join(folder, `${name}-${tasks}`);
  for (let task = 0; task < tasks; task++) {
    const shares: DrawnShare[] = [];
    expect(await running(words, { kind: "share", task, tasks, hand: (share) => shares.push(share) })).toBe("");
    writePart(place, { job: "test", task: task + 1, shares, record: null });
  }
  const random = seeded(tasks);
  return readParts(place, plan(tasks))
    .map((part) => ({ part, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part);
}

describe.each(Object.entries(COMMANDS))("%s", (name, words) => {
  it("has the same bytes in 1, 3 and 7 parts", async () => {
    const whole = await running(words);
    expect(JSON.parse(whole)).not.toHaveProperty("error");
    for (const tasks of [1, 3, 7]) {
      const parts = await shared(words, tasks, name.replaceAll(/\W/g, "-"));
      expect(await running(words, wholeOf(parts))).toBe(whole);
    }
  });
});

it("covers every verb whose draws tasks can share", () => {
  const all = [...Object.values(verbs), ...Object.values(tradeVerbs)] as unknown as readonly AnyVerb[];
  const able = all.filter(({ hosts }) => hosts.includes("replications")).map(({ name }) => name);
  expect(new Set(Object.values(COMMANDS).map(([command]) => command))).toEqual(new Set(able));
});
