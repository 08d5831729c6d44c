/**
 * The data frames of a file of R: the one object of .rds, those of .RData or of a list by their names. Only the one that is read is kept.
 */
import { NotSupported, UsageError } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import { unpacked } from "../archive/packed-bytes.js";
import type { FormatOptions } from "../format.js";
import type { MemoryBudget } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import { AsciiInput } from "./ascii-input.js";
import { BinaryInput } from "./binary-input.js";
import { ByteWindow } from "./byte-window.js";
import { asFrame } from "./frame.js";
import type { RInput } from "./input.js";
import { attributesOf, classesOf, type RList, type RObject, textsOf } from "./objects.js";
import { TextEncoding } from "./text-encoding.js";
import { Unserializer } from "./unserialize.js";

/** The data frame that is read, and what the file says beside it. */
export interface FoundFrame {
  readonly frame: { readonly name: string; readonly object: RList };
  /** Names of all data frames, where the file has names. */
  readonly names: readonly string[];
  readonly format: string;
  readonly textNotes: readonly Note[];
}

/** What .RData begins with, before its objects: R's mark, how it is written, the version. */
const IMAGE = /^RD[XAB]([23])\n/;
const IMAGE_BYTES = 5;
const VERSIONS = [2, 3];

const PAIRS = 2;
const HAS_TAG = 1 << 10;

/** Throws DataError `file_damaged`, `file_truncated`, NotSupported `r_object`, `r_version`, UsageError `unknown_sheet`. */
export async function foundFrames(source: ByteSource, { sheet, encoding }: FormatOptions): Promise<FoundFrame> {
  const window = new ByteWindow(source.name, await unpacked(source), source.memory);
  try {
    const texts = new TextEncoding(source.name, encoding);
    const isImage = await skipImageMark(window);
    const input = await begun(window);
    const version = await readVersion(input, texts, source.name);
    const items = new Unserializer(source.name, input, texts, source.memory);
    const gathered = new Gatherer(sheet);
    if (isImage) await eachObject(items, gathered, source.memory);
    else gathered.whole(await items.object());
    await window.drain();
    const frame = gathered.chosen(source.name);
    const format = `${isImage ? "R objects" : "R object"} (version ${version})`;
    return { frame, names: gathered.names, format, textNotes: texts.notes() };
  } finally {
    await window.close();
  }
}

async function skipImageMark(window: ByteWindow): Promise<boolean> {
  await window.need(IMAGE_BYTES);
  const isImage = IMAGE.test(String.fromCharCode(...window.buffer.subarray(0, IMAGE_BYTES)));
  if (isImage) window.at += IMAGE_BYTES;
  return isImage;
}

/** The way in which items are written, by the two bytes before them. */
async function begun(window: ByteWindow): Promise<RInput> {
  await window.need(2);
  const mark = String.fromCharCode(window.buffer[window.at]!, window.buffer[window.at + 1]!);
  window.at += 2;
  if (mark === "X\n") return new BinaryInput(window, false);
  if (mark === "B\n") return new BinaryInput(window, true);
  if (mark === "A\n") return new AsciiInput(window);
  throw damaged(window.file, "it is no file of R: neither saveRDS nor save writes files that begin so");
}

async function readVersion(input: RInput, texts: TextEncoding, file: string): Promise<number> {
  const version = await input.int();
  if (!VERSIONS.includes(version)) {
    throw new NotSupported(
      "r_version",
      `${file} is of version ${version} of R's format, which is not read; save it with version = 3.`,
      {
        got: version,
        expected: VERSIONS,
      },
    );
  }
  await input.ints(2);
  if (version === 3) {
    const length = await input.int();
    if (length < 0 || length > 1000) throw damaged(file, "the name of its encoding is none");
    // this one is not followed by its flags, nor by a line of its own in ASCII
    texts.declare(new TextDecoder().decode(await input.text(length)));
  }
  return version;
}

/** The objects of .RData, one after the other. */
async function eachObject(items: Unserializer, gathered: Gatherer, memory: MemoryBudget): Promise<void> {
  for (;;) {
    const flags = await items.input.int();
    if ((flags & 0xff) !== PAIRS) return;
    const name = (flags & HAS_TAG) === 0 ? "" : await items.name();
    const before = memory.mark();
    if (!gathered.add(name, await items.object())) memory.rewind(before);
  }
}

/** Keeps the data frame that is asked for, by its name or its number. */
class Gatherer {
  readonly names: string[] = [];
  /** Objects that are none, with what they are. */
  private readonly others: string[] = [];
  private named: FoundFrame["frame"] | undefined;
  private numbered: FoundFrame["frame"] | undefined;
  private readonly number: string;

  constructor(private readonly asked: string | number | undefined) {
    this.number = String(asked ?? 1);
  }

  /** One object without a name: a data frame, or a list of some with names. */
  whole(object: RObject): void {
    const names = textsOf(attributesOf(object).get("names"));
    const frame = asFrame(object);
    if (frame !== undefined) {
      if (this.number === "1") this.numbered = { name: "", object: frame };
      else this.others.push("one data frame without a name");
    } else if (object.type !== "list" || names.length === 0) this.others.push(what(object));
    else
      object.values.forEach((value, k) => {
        this.add(names[k] ?? "", value);
      });
  }

  /** Whether the object is kept. */
  add(name: string, object: RObject): boolean {
    const frame = asFrame(object);
    if (frame === undefined) {
      this.others.push(name === "" ? what(object) : `${name} (${what(object)})`);
      return false;
    }
    const number = this.names.push(name);
    if (this.asked !== undefined && name === String(this.asked)) this.named = { name, object: frame };
    if (String(number) === this.number) this.numbered = { name, object: frame };
    return this.named?.object === frame || this.numbered?.object === frame;
  }

  /** Throws NotSupported `r_object`, UsageError `unknown_sheet`. */
  chosen(file: string): FoundFrame["frame"] {
    const kept = this.named ?? this.numbered;
    if (kept !== undefined) return kept;
    if (this.asked !== undefined) {
      const there = [...this.names, ...this.others].slice(0, 20).join(", ");
      throw new UsageError(
        "unknown_sheet",
        `${file} has no data frame '${this.asked}'; it has ${there || "no objects"}.`,
        {
          got: this.asked,
          expected: this.names,
        },
      );
    }
    throw new NotSupported(
      "r_object",
      `${file} holds ${this.others.slice(0, 5).join(", ") || "no objects"}, a data frame was expected; save one: saveRDS(as.data.frame(x), FILE).`,
      { got: this.others, expected: "a data frame" },
    );
  }
}

const what = (object: RObject): string => {
  if (object.type === "other") return object.what;
  if (attributesOf(object).has("dim")) return "a matrix";
  const [first] = classesOf(object);
  return first ?? (object.type === "list" ? "a list" : object.type === "null" ? "NULL" : `a vector, ${object.type}`);
};
