/**
 * The README of a replication folder, in the order that the data editors of the social sciences ask for: the sections of the Template
 * README of Vilhuber, Koren, Llull, Connolly and Morrow (2022), doi:10.5281/zenodo.7293838, whose headings stay English in English. Facts in, Markdown out:
 * what the study file does not say is said to be missing, with the key that holds it.
 */
import type { Language } from "../../base/messages.js";
import { gib } from "../../regression/frame/memory-need.js";
import { formatCount } from "../../report/format-number.js";
import { disclosureWords } from "../disclosure/messages.js";
import type { StudySpec } from "../file/schema.js";
import type { StudyFile } from "../file/study-file.js";
import { exhibitWords } from "../messages/study.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import type { FolderData } from "./folder-study.js";
import { INSTALL, RESULTS, STUDY_FILE, VERIFY } from "./layout.js";
import { readmeWords as words } from "./messages.js";
import type { ReplicationRecord } from "./record.js";

/** What a README is made of. */
export interface ReadmeFacts {
  /** The study file in the folder, its prose in the language of the README. */
  readonly file: StudyFile;
  readonly record: ReplicationRecord;
  readonly data: readonly FolderData[];
  readonly exhibits: ExhibitMap;
  /** The line of the study file that sets the seed; null where none does. */
  readonly seedLine: number | null;
  /** Stages that draw at random. */
  readonly drawing: readonly string[];
  /** The archive of the program, packages beside it, versions of Node it runs on, bytes of the whole folder. */
  readonly archive: string;
  readonly packages: number;
  readonly engines: string;
  readonly bytes: number;
}

/** The text of the README in `language`. */
export function readme(facts: ReadmeFacts, language: Language): string {
  const { file, record } = facts;
  const { title, replication } = file.spec;
  const { authors, contact } = replication;
  const blocks = [
    `# ${words.title[language](title)}`,
    ...(authors.length === 0 ? [] : [words.authors[language](authors)]),
    ...(contact === undefined ? [] : [words.contact[language](contact)]),
    ...overview(facts, language),
    ...dataStatements(facts, language),
    `## ${words.datasets[language]}`,
    datasetList(record, language),
    ...requirements(facts, language),
    ...programs(facts, language),
    ...instructions(facts, language),
    ...exhibitList(facts, language),
    ...references(file.spec, facts.data, language),
  ];
  return `${blocks.join("\n\n")}\n`;
}

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : formatCount(Math.round(value)));

function overview({ record, exhibits }: ReadmeFacts, language: Language): string[] {
  const count = (kind: MappedExhibit["kind"]) => exhibits.exhibits.filter((exhibit) => exhibit.kind === kind).length;
  const took = seconds(record.measured.seconds);
  return [
    `## ${words.overview[language]}`,
    words.overviewText[language](STUDY_FILE, count("table"), count("figure"), took),
    ["```sh", INSTALL, VERIFY, "```"].join("\n"),
  ];
}

/** Keys of a source by which a README says where data come from. */
const EXPECTED = ["citation", "licence", "url", "access"] as const;

function dataStatements({ file, record, data }: ReadmeFacts, language: Language): string[] {
  const recorded = (one: FolderData) => record.data[one.file]!;
  const unlicensed = data.filter(({ about }) => about.licence === undefined).map((one) => keyOf(one, "licence"));
  const here = data.filter((one) => recorded(one).provided).map((one) => one.file);
  const not = data.filter((one) => !recorded(one).provided).map((one) => one.file);
  const { sources } = file.spec;
  return [
    `## ${words.data[language]}`,
    `### ${words.rights[language]}`,
    words.rightsText[language],
    ...(unlicensed.length === 0 ? [] : [words.rightsMissing[language](unlicensed)]),
    `### ${words.summary[language]}`,
    not.length === 0
      ? words.allProvided[language]
      : here.length === 0
        ? words.noneProvided[language]
        : words.someProvided[language](here, not),
    ...disclosureCheck(record, language),
    `### ${words.details[language]}`,
    ...data.flatMap((one) => [
      `#### ${one.file}`,
      bullets([
        words.sourceOf[language](one.sources),
        ...EXPECTED.flatMap((key) => {
          const text = one.about[key];
          return text === undefined ? [] : [words[key][language](text)];
        }),
        ...missingOf(one, recorded(one).provided, language),
        (recorded(one).provided ? words.provided : words.notProvided)[language](one.file, recorded(one).sha256),
      ]),
    ]),
    ...(sources.length === 0 ? [] : [words.said[language], bullets(sources)]),
  ];
}

const keyOf = ({ sources }: FolderData, key: string): string => `data.${sources[0]!}.${key}`;

/** Of data that are here, an address or a way to them is enough. */
/** What was left out and searched for where data are not provided, and what was cleared. */
function disclosureCheck({ disclosure }: ReplicationRecord, language: Language): string[] {
  if (disclosure === undefined) return [];
  const cleared = Object.entries(disclosure.cleared);
  return [
    `### ${disclosureWords.rule[language]}`,
    disclosureWords.ruleText[language](disclosure.min_cell),
    cleared.length === 0
      ? disclosureWords.noneCleared[language]
      : bullets(cleared.map(([name, by]) => disclosureWords.cleared[language](name, by))),
  ];
}

function missingOf(one: FolderData, isProvided: boolean, language: Language): string[] {
  const { about } = one;
  const lacking = EXPECTED.filter((key) => about[key] === undefined).filter(
    (key) =>
      !(isProvided && ((key === "access" && about.url !== undefined) || (key === "url" && about.access !== undefined))),
  );
  return lacking.length === 0 ? [] : [words.missing[language](lacking.map((key) => keyOf(one, key)))];
}

const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

/** A table of Markdown; bars in cells are escaped. */
function table(head: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s*[\r\n]\s*/g, " ")).join(" | ")} |`;
  const heads = head.split("|");
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

const datasetList = ({ data }: ReplicationRecord, language: Language): string =>
  table(
    words.datasetsHead[language],
    Object.entries(data).map(([file, { sources, size, bytes, sha256, provided }]) => [
      `\`${file}\``,
      sources.join(", "),
      size === null ? words.notCounted[language] : formatCount(size.rows),
      size === null ? words.notCounted[language] : formatCount(size.columns),
      formatCount(bytes),
      `\`${sha256}\``,
      words[provided ? "yes" : "no"][language],
    ]),
  );

function requirements(facts: ReadmeFacts, language: Language): string[] {
  const { record, seedLine: line, drawing, archive, packages, engines, bytes } = facts;
  const { software, measured, seed } = record;
  const { name, version, kernels_sha256: kernels, node } = software;
  return [
    `## ${words.requirements[language]}`,
    `### ${words.software[language]}`,
    words.softwareItems[language]({ name, version, kernels, node, archive, packages, engines }),
    `### ${words.randomness[language]}`,
    drawing.length === 0
      ? words.noRandomness[language]
      : words.seed[language]({ seed, study: STUDY_FILE, line, stages: drawing }),
    `### ${words.resources[language]}`,
    words.resourcesText[language]({
      ...{ seconds: seconds(measured.seconds), memory: gib(measured.peak_bytes), storage: gib(bytes) },
      ...{ processor: measured.processor, threads: measured.threads, system: measured.system },
      total: gib(measured.memory_bytes),
    }),
  ];
}

function programs({ file, archive, record }: ReadmeFacts, language: Language): string[] {
  const { code_licence: licence } = file.spec.replication;
  return [
    `## ${words.programs[language]}`,
    words.programItems[language]({ study: STUDY_FILE, archive, hasRows: record.disclosure === undefined }),
    `### ${words.codeLicence[language]}`,
    licence === undefined
      ? words.codeLicenceMissing[language](STUDY_FILE)
      : words.codeLicenceText[language](STUDY_FILE, licence),
  ];
}

function instructions({ record }: ReadmeFacts, language: Language): string[] {
  const not = Object.entries(record.data).flatMap(([file, { provided }]) => (provided ? [] : [file]));
  const steps = [
    ...(not.length === 0 ? [] : [words.putData[language](not)]),
    words.install[language](INSTALL),
    words.verify[language](VERIFY),
  ];
  return [
    `## ${words.instructions[language]}`,
    steps.map((step, i) => `${i + 1}. ${step}`).join("\n"),
    words.again[language](`npx ${record.command.replace(/ --out results$/, " --out again --no-cache")}`),
  ];
}

function exhibitList({ file, exhibits }: ReadmeFacts, language: Language): string[] {
  return [
    `## ${words.exhibits[language]}`,
    words.exhibitsText[language](STUDY_FILE),
    table(
      words.exhibitsHead[language],
      exhibits.exhibits.map((exhibit) => [
        nameIn(exhibit, language),
        captionIn(exhibit, file.spec, exhibits.language !== language),
        exhibit.stage === null ? words.added[language] : `\`${exhibit.stage}\``,
        words.lines[language](exhibit.lines.first, exhibit.lines.last),
        exhibit.files.map((name) => `\`${RESULTS}${name}\``).join(", "),
      ]),
    ),
  ];
}

/** The name of an exhibit in the language of the README, which may not be that of the report. */
const nameIn = ({ kind, number, name }: MappedExhibit, language: Language): string =>
  number === null ? name : exhibitWords[kind === "table" ? "tableName" : "figureName"][language](number);

/** The caption in the report; in a README of another language that of the study file, where the stage has one. */
function captionIn({ stage, caption }: MappedExhibit, { stages }: StudySpec, isOther: boolean): string {
  const own = stage === null ? undefined : (stages[stage] as { readonly caption?: string } | undefined)?.caption;
  return isOther ? (own ?? caption) : caption;
}

function references({ replication }: StudySpec, data: readonly FolderData[], language: Language): string[] {
  const cited = data.flatMap(({ about }) => about.citation ?? []);
  const all = [...new Set([...cited, ...replication.references])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return [`## ${words.references[language]}`, all.length === 0 ? words.noReferences[language] : bullets(all)];
}
