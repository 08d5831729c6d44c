/**
 * Keys of a study and options of commands that mean the same have the same name: a stage knows every option of its command by its name on
 * the command line, or stands here with the reason why it has none.
 */
import { describe, expect, it, test } from "vitest";
import { flagOf, type Options } from "../../src/declare/option.js";
import { studyJsonSchema } from "../../src/study/file/schema.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { decomposeVerb } from "../../src/trade/decompose/verb.js";
import { extrapolateVerb } from "../../src/trade/extrapolate/verb.js";
import { qualityVerb } from "../../src/trade/quality/verb.js";
import { verbs } from "../../src/verbs/catalogue.js";

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: string;
  readonly enum?: readonly string[];
}

const schema = JSON.parse(studyJsonSchema()) as Node;
const { panel, quality, stages } = schema.properties as Readonly<Record<string, Node>>;
const kinds = stages!.additionalProperties!.oneOf ?? stages!.additionalProperties!.anyOf!;
const namesOf = ({ properties }: Node): readonly string[] =>
  properties!.stage!.enum ?? [properties!.stage!.const ?? ""];
const stage = (name: string): Node => kinds.find((node) => namesOf(node).includes(name))!;

/** All keys within a block. */
const keysIn = (node: Node | undefined): readonly string[] =>
  node === undefined
    ? []
    : [
        ...Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [key, ...keysIn(inner)]),
        ...[node.items, ...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(keysIn),
      ];

/** What a study says once for all its stages, by the options of commands that ask for it. */
const OF_STUDY: Readonly<Record<string, string>> = {
  vcov: "variance of the study",
  ssc: "ssc of the study",
  assigned_by: "assigned_by of the study",
  level: "level of the study",
  seed: "seed of the study",
  panel: "block panel",
  unit: "block panel",
  time: "block panel",
  cohort: "block treatment",
  treat: "block treatment",
  never: "block treatment",
  term: "treatment",
  keep_partial: "a study goes on behind the last stage that was done",
};

/** Options that a stage doesn't offer, or offers otherwise. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  psmatch: {
    score: "the score is estimated",
    scale: "of a score that is given",
    by: "match: by-period",
    average: "match: averages",
    cut: "of method cem, whose default cuts hold",
    regress: "columns",
    timing: "coding of the treatment",
    subset: "rows of the panel",
    draws: "effects are of regressions, by their variance",
    cluster: "of the bootstrap",
  },
  pgmm: {
    robust: "always",
    h: "default of the model",
    ar_tests: "default",
    singular: "default",
  },
  "event-study": {
    weights: "not offered",
    subset: "rows of the panel",
    fixef_rm: "default",
    estimator: "stage did",
    base: "stage did",
    interval: "stage did",
  },
  did: {
    multipliers: "default",
    weights: "not offered",
    subset: "rows of the panel",
  },
  placebo: {
    outcomes: "placebo_outcomes of stage referee",
    weights: "not offered",
    subset: "rows",
    fixef_rm: "default",
  },
  "group-difference": {
    strata: "not offered",
    weights: "not offered",
    subset: "splits",
    fixef_rm: "singletons: drop or keep, as there is no choice of one pass",
  },
  mediation: { indices: "a file of draws", weights: "not offered", fixef_rm: "default" },
  fepois: { solver: "default" },
  felogit: { solver: "default" },
};

const flagsOf = (options: Options): readonly string[] =>
  Object.entries(options).flatMap(([name, option]) => {
    const flag = flagOf(name, option);
    return option.type.kind === "host" || flag === null ? [] : [flag.replaceAll("-", "_")];
  });

const pairs = Object.values(verbs).flatMap(({ name, options, ...rest }) =>
  kinds
    .filter((kind) => namesOf(kind).includes(name))
    .map((kind) => ({
      name,
      kind,
      flags: flagsOf({ ...options, ...("flags" in rest ? (rest.flags as Options) : {}) }),
    })),
);

describe.each(pairs)("stage $name", ({ name, kind, flags }) => {
  const keys = new Set(keysIn(kind));
  const without = { ...OF_STUDY, ...OTHERWISE[name] };

  it("has every option of its command by the command's name", () => {
    expect(flags.filter((flag) => !keys.has(flag) && !Object.hasOwn(without, flag))).toEqual([]);
  });

  it("has no exception that isn't one", () => {
    expect(Object.keys(OTHERWISE[name] ?? {}).filter((flag) => keys.has(flag) || !flags.includes(flag))).toEqual([]);
  });
});

it("stages that have commands are known", () => {
  expect(pairs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["did", "placebo", "group-difference", "power"]),
  );
});

/** Options that are said by other blocks: level of the study, unit, time and outcome of the panel, the year among columns of quality. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  quality: ["level"],
  "panel.extrapolate": ["outcome", "unit", "time"],
  decomposition: ["time"],
};

test.each([
  ["quality", quality, flagsOf(qualityVerb.options)],
  ["panel.extrapolate", panel!.properties!.extrapolate, flagsOf(extrapolateVerb.options)],
  ["decomposition", stage("decomposition"), flagsOf(decomposeVerb.options)],
  ["regressions.bootstrap", stage("regressions"), ["multipliers", "draws", "type"]],
  ["robustness.bootstrap", stage("robustness"), ["multipliers", "draws", "type", "vcov"]],
  ["iv", stage("iv"), ["iv", "iv_vcov"]],
  ["table", stage("table"), ["keep", "drop", "order", "rename", "heading", "group", "statistics", "beneath", "note"]],
  ["coefplot", stage("coefplot"), ["keep", "drop", "order", "rename", "heading", "rows", "mark"]],
] as const)("%s has the names of its command", (name, node, flags) => {
  const keys = keysIn(node);
  const lacking = flags.filter((flag) => !keys.includes(flag));
  expect(lacking, name).toEqual(BLOCKS[name] ?? []);
});

const STUDY = `title: T
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
VARIANCE: cluster:city
stages:
  split: { stage: group-difference, treatment: did, splits: [{ by: eco }], DRAWS: 19 }
  staggered: { stage: did, ESTIMATORS: [cs, bjs], TRENDS: province }
  figure: { stage: event-study, REF: [-2] }
  few: { stage: placebo, LEAVE: true }
  power: { stage: power, EFFECTS: [0.1] }
`;
const study = (names: Readonly<Record<string, string>>): string =>
  STUDY.replace(/\b[A-Z]{3,}\b/g, (word) => names[word] ?? word);
const OWN = {
  ...{ VARIANCE: "variance", DRAWS: "permutations", ESTIMATORS: "estimators", TRENDS: "trendsBy", REF: "reference" },
  ...{ LEAVE: "leave_out", EFFECTS: "effects" },
};
const COMMANDS = {
  ...{ VARIANCE: "vcov", DRAWS: "draws", ESTIMATORS: "estimator", TRENDS: "trends-by", REF: "ref" },
  ...{ LEAVE: "leave-out", EFFECTS: "effect" },
};

describe("a key by the command's name", () => {
  it("is the key, and stands where it is written", () => {
    const [own, command] = [parseStudy(study(OWN), "s.yaml"), parseStudy(study(COMMANDS), "s.yaml")];
    expect(command.spec).toEqual(own.spec);
    expect(command.notes).toEqual([]);
    expect(command.at(["stages", "split", "permutations"])).toBe("s.yaml:7:83");
  });

  it("takes a list as the command line writes it", () => {
    const { spec } = parseStudy(study(COMMANDS).replace("[cs, bjs]", "'cs,bjs'"), "s.yaml");
    expect(spec.stages.staggered).toMatchObject({ estimators: ["cs", "bjs"] });
  });

  it("is refused beside the key itself, at its place", () => {
    const twice = study(COMMANDS).replace("draws: 19", "draws: 19, permutations: 99");
    expect(() => parseStudy(twice, "s.yaml")).toThrow(
      "s.yaml:7:76: 'draws' and 'permutations' are one key; leave one of them out.",
    );
  });

  it("leaves names of the user's alone", () => {
    const { spec } = parseStudy(`${study(OWN)}labels: { draws: Draws, vcov: V, trends-by: T }\n`, "s.yaml");
    expect(Object.keys(spec.labels)).toEqual(["draws", "vcov", "trends-by"]);
  });
});
