/**
 * The choices of a first study as the text of a study file: comments say why each was made, further stages
 * stand ready as comments.
 */
import { Document, isMap, isScalar, isSeq, type Node, type Pair, visit } from "yaml";
import { listed } from "../../base/did-you-mean.js";
import { requirePrintable } from "../../base/printable.js";
import { visible } from "../../base/text.js";
import type { StudyChoices } from "./choose-study.js";
import { initWords } from "./messages.js";

/** Where things are: `data` is the path of the data relative to the study file, `study` that of the study for the command. */
export interface StudyPaths {
  readonly data: string;
  readonly study: string;
}

/** Columns of a comment. */
const WIDTH = 100;

/** Its first lines are a comment with the command that runs it. */
const HEAD = { code: "init_path", name: "A study file", remedy: "Give it another name, or another place, with --out." };

/** The text of the study file. Throws UsageError `init_path` where its own path can't stand in it. */
export function studyYaml(choices: StudyChoices, paths: StudyPaths): string {
  const { language, unit, time, outcome, controls, treatment, cluster } = choices;
  requirePrintable(HEAD, "its own path", paths.study);
  const words = initWords;
  const document = new Document({
    title: choices.title,
    ...(language === "en" ? {} : { language }),
    data: { panel: paths.data },
    panel: {
      data: "panel",
      unit: unit.value,
      time: time.value,
      outcome: outcome.value,
      controls: controls.value,
    },
    treatment: {
      [treatment.source]: treatment.value,
      codings: { [choices.coding]: { coding: treatment.coding, label: words.treated[language] } },
    },
    variance: `cluster:${cluster.value}`,
    seed: 1,
    headline: { stage: "table1", column: 1 },
    stages: stagesOf(choices),
  });
  document.commentBefore = ` ${words.head[language]}\n   wasmetrics study ${paths.study}`;
  const others = choices.others.length === 0 ? [] : [words.othersComment[language](listed(choices.others))];
  comment(document, ["data"], words.dataComment[language]);
  comment(document, ["panel", "unit"], unit.because);
  comment(document, ["panel", "time"], time.because);
  comment(document, ["panel", "outcome"], outcome.because);
  comment(document, ["panel", "controls"], controls.because, words.controlsComment[language], ...others);
  comment(document, ["treatment", treatment.source], treatment.because);
  comment(document, ["variance"], cluster.because);
  comment(document, ["seed"], words.seedComment[language]);
  comment(document, ["headline"], words.headlineComment[language]);
  for (const key of ["data", "panel", "treatment", "variance", "headline", "stages"]) spaceBefore(document, key);
  inFlow(document);
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const suggested = new Document(suggestionsOf(choices));
  inFlow(suggested);
  const stages = suggested.toString({ lineWidth: 0 }).trimEnd().split("\n");
  const lines = [words.suggestions[language], ...stages].map((line) => `  # ${line}`);
  return `${written}\n${lines.join("\n")}\n`;
}

/** Stages that run as they stand. */
function stagesOf({ language, controls, coding, outcome, window }: StudyChoices): object {
  const words = initWords;
  const hasControls = controls.value.length > 0;
  const columns = [
    { treatment: coding, label: words.noControlsHead[language] },
    ...(hasControls ? [{ treatment: coding, controls: true, label: words.controlsHead[language] }] : []),
  ];
  // of the headline, which has none
  const without = hasControls ? { controls: false } : {};
  const absorbing = {
    figure1: {
      stage: "event-study",
      caption: words.eventStudy[language](outcome.value),
      ...without,
      window,
      bin: true,
    },
    figure2: { stage: "placebo", caption: words.placebo[language], ...without, draws: 500 },
  };
  return {
    summary: {
      stage: "descriptives",
      caption: words.descriptives[language],
      // a coding of that name would be taken for the groups
      ...(coding === "treated" ? {} : { by: "treated" }),
    },
    table1: { stage: "regressions", caption: words.regressions[language](outcome.value), columns },
    ...(window === null ? {} : absorbing),
  };
}

/** Stages to be taken in by hand. */
function suggestionsOf({ language, controls, coding, outcome, treatment, window }: StudyChoices): object {
  const words = initWords;
  const own = { treatment: coding, controls: false };
  const by = controls.value[0] ?? outcome.value;
  const variants = [
    { label: words.winsorised[language], winsorise: 0.01 },
    ...(window === null ? [] : [{ label: words.earlier[language], placebo_shift: 2 }]),
  ];
  return {
    groups: { stage: "group-difference", ...own, splits: [{ by }] },
    checks: { stage: "robustness", base: own, variants },
    ...(treatment.coding === "absorbing" ? { referee: { stage: "referee" } } : {}),
  };
}

/** Puts `texts` as comments above the key at `path`. */
function comment(document: Document, path: readonly string[], ...texts: readonly string[]): void {
  const key = pairAt(document, path)?.key;
  if (isScalar(key)) key.commentBefore = texts.flatMap(wrapped).join("\n");
}

function spaceBefore(document: Document, name: string): void {
  const key = pairAt(document, [name])?.key;
  if (isScalar(key)) key.spaceBefore = true;
}

function pairAt(document: Document, path: readonly string[]): Pair | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
}

/** Short maps and lists on a line: codings, columns, splits, windows. */
function inFlow(document: Document): void {
  const short = (node: Node): boolean =>
    (isMap(node) || isSeq(node)) && String(new Document(node.toJSON()).toString()).length < WIDTH;
  visit(document, {
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
    Map: (_, node, path) => {
      if (path.length > 2 && node.items.every(({ value }) => isScalar(value)) && short(node)) node.flow = true;
    },
  });
}

/** Lines of a comment; names of columns may hold anything. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of visible(text).split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(` ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
