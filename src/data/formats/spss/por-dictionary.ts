/**
 * The dictionary of a portable file: tagged records up to the data.
 *
 * Source of the format: "Portable File Format", GNU PSPP Developers Guide, Free Software Foundation.
 */
import type { FileFacts, ValueLabel } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";

import { type ByteSource, damaged } from "../source.js";
import { TextDecoding } from "../text/decoding.js";
import type { PrintFormat } from "./formats.js";
import type { MissingNumbers } from "./missing.js";
import { HEADER_CHARACTERS, PorText } from "./por-text.js";
import type { Variable } from "./variable.js";

/** A variable in the making. */
interface PorVariable {
  readonly name: string;
  readonly width: number;
  readonly print: PrintFormat;
  label: string | undefined;
  readonly valueLabels: ValueLabel[];
  readonly missing: number[];
  range: readonly [number, number] | undefined;
  readonly missingTexts: string[];
}

/** A portable file up to its data, at which `text` stands. */
export interface PorFile {
  readonly text: PorText;
  readonly decoding: TextDecoding;
  readonly variables: readonly Variable[];
  readonly facts: FileFacts;
}

/** Throws DataError `file_foreign`, `file_truncated`, `file_damaged`. */
export async function openPor(source: ByteSource, encoding: string | undefined): Promise<PorFile> {
  const text = new PorText(source);
  const header = (await text.take(HEADER_CHARACTERS - 8, "the header of a portable file")).slice();
  text.translate(header);
  const tag = String.fromCharCode(...(await text.take(8, "the mark of a portable file")));
  if (tag !== "SPSSPORT") throw foreign(source.name, tag);
  const dictionary = new PorDictionary(source, text, new TextDecoding(source.name, undefined, encoding));
  return dictionary.read();
}

const foreign = (file: string, tag: string): DataError =>
  new DataError(
    "file_foreign",
    `${file} is no portable file of SPSS: SPSSPORT does not stand at its 457th character. Give it the ending of its own format.`,
    { got: tag, expected: "SPSSPORT" },
  );

/** The last format there is, and by how much SPSS raises the numbers of dates and times in portable files. */
const LAST_FORMAT = 41;
const RAISED = 82;

const formatOf = (type: number): number => (type > LAST_FORMAT ? type - RAISED : type);

/** Characters a variable, a label or a line takes at least, which bounds how many there can be. */
const LEAST = 4;

class PorDictionary {
  private readonly variables: PorVariable[] = [];
  private readonly documents: string[] = [];
  private weight: string | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly file: PorText,
    private readonly decoding: TextDecoding,
  ) {}

  async read(): Promise<PorFile> {
    await this.file.take(1, "the version");
    const written = await this.written();
    for (;;) {
      await this.file.ensure(1);
      const tag = String.fromCharCode(this.file.peek());
      this.file.skip();
      if (tag === "F") break;
      await this.record(tag);
    }
    const { variables, decoding, documents, weight, file: text } = this;
    if (variables.length === 0) throw damaged(this.source.name, "its dictionary has no variables");
    const facts: FileFacts = {
      format: "SPSS (portable)",
      ...(decoding.encoding === undefined ? {} : { encoding: decoding.encoding }),
      ...(written === undefined ? {} : { written }),
      ...(documents.length === 0 ? {} : { notes: documents }),
      ...(weight === undefined ? {} : { weightedBy: weight }),
    };
    return { text, decoding, facts, variables: variables.map(finished) };
  }

  /** "20261128" and "204718" as "2026-11-28 20:47:18". */
  private async written(): Promise<string | undefined> {
    const parts = `${await this.string("the date")} ${await this.string("the time")}`;
    const found = /^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)$/.exec(parts);
    if (found === null) return undefined;
    const [, year, month, day, hour, minute, second] = found;
    return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  }

  private async record(tag: string): Promise<void> {
    switch (tag) {
      case "1":
      case "2":
      case "3":
        await this.string("who wrote the file");
        return;
      case "4":
      case "5":
        await this.file.number("a number of the header");
        return;
      case "6":
        this.weight = await this.string("the variable of weights");
        return;
      case "7":
        await this.variable();
        return;
      case "8":
        return this.missingValue();
      case "9":
        this.last().range = [Number.NEGATIVE_INFINITY, await this.file.number("a missing value")];
        return;
      case "A":
        this.last().range = [await this.file.number("a missing value"), Number.POSITIVE_INFINITY];
        return;
      case "B":
        this.last().range = [await this.file.number("a missing value"), await this.file.number("a missing value")];
        return;
      case "C":
        this.last().label = await this.string("a label");
        return;
      case "D":
        return this.valueLabels();
      case "E":
        return this.lines();
      default:
        throw this.file.wrong(`a record has the mark '${tag}', which no portable file has,`);
    }
  }

  private async variable(): Promise<void> {
    const width = await this.file.count("the width of a variable", 32_767);
    const name = await this.string("the name of a variable");
    const print = {
      type: formatOf(await this.file.count("a format", 255)),
      width: await this.file.count("the width of a format", 32_767),
      decimals: await this.file.count("the decimals of a format", 255),
    };
    for (const part of ["format", "width", "decimals"]) await this.file.number(`the ${part} of writing`);
    const missing = { missing: [], range: undefined, missingTexts: [] };
    this.variables.push({ name, width, print, label: undefined, valueLabels: [], ...missing });
  }

  private async missingValue(): Promise<void> {
    const variable = this.last();
    if (variable.width > 0) variable.missingTexts.push(await this.string("a missing value"));
    else variable.missing.push(await this.file.number("a missing value"));
  }

  private async valueLabels(): Promise<void> {
    const names: string[] = [];
    const count = await this.file.count("the number of labelled variables", this.source.size / LEAST);
    for (let i = 0; i < count; i++) names.push(await this.string("the name of a labelled variable"));
    const labelled = this.variables.filter(({ name }) => names.includes(name));
    const isText = labelled.some(({ width }) => width > 0);
    const nLabels = await this.file.count("the number of labels", this.source.size / LEAST);
    for (let i = 0; i < nLabels; i++) {
      const value = isText ? await this.string("a labelled value") : await this.file.number("a labelled value");
      const label = await this.string("a label");
      for (const { valueLabels } of labelled) valueLabels.push({ value, label });
    }
  }

  private async lines(): Promise<void> {
    const count = await this.file.count("the number of lines of documents", this.source.size);
    for (let i = 0; i < count; i++) this.documents.push(await this.string("a document"));
  }

  private last(): PorVariable {
    const variable = this.variables.at(-1);
    if (variable === undefined) throw this.file.wrong("something is said of a variable before there is any");
    return variable;
  }

  private async string(what: string): Promise<string> {
    return this.decoding.decode(await this.file.text(what), what).replace(/[ \0]+$/, "");
  }
}

function finished({ missing: values, range, ...variable }: PorVariable): Variable {
  const missing: MissingNumbers = range === undefined ? { values } : { values, range };
  return { ...variable, missing };
}
