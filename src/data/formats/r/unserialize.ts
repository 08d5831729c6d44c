/**
 * Reads the objects of a file that R's `saveRDS` or `save` wrote. Source: R Core Team, R Internals, section 1.8 (serialization formats);
 * versions 2 and 3.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import { expandedAltrep } from "./altrep.js";
import { skipBytecode } from "./bytecode.js";
import { CHARSXP, type RInput, typeOf } from "./input.js";
import { type Attributes, NO_ATTRIBUTES, R_NULL, type RObject, type ROther } from "./objects.js";
import type { TextEncoding } from "./text-encoding.js";

const HAS_ATTRIBUTES = 1 << 9;
const HAS_TAG = 1 << 10;
/** Objects within objects, at most. */
const DEEPEST = 500;

/** Types of items, by their numbers. */
const TYPE = {
  null: 0,
  symbol: 1,
  pairs: 2,
  closure: 3,
  environment: 4,
  promise: 5,
  call: 6,
  special: 7,
  builtin: 8,
  text: CHARSXP,
  logical: 10,
  integer: 13,
  double: 14,
  complex: 15,
  character: 16,
  dots: 17,
  list: 19,
  expression: 20,
  bytecode: 21,
  pointer: 22,
  weak: 23,
  raw: 24,
  s4: 25,
  altrep: 238,
  attributedPairs: 239,
  attributedCall: 240,
  namespace: 249,
  package: 248,
  persistent: 247,
  reference: 255,
} as const;

/** Items that stand for an object of every session: no more of them is in the file. */
const CONSTANTS: ReadonlyMap<number, string> = new Map([
  [241, "an environment"],
  [242, "an environment"],
  [250, "an environment"],
  [251, "a missing argument"],
  [252, "an unbound value"],
  [253, "an environment"],
]);

/** What is skipped, in words. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [TYPE.closure, "a function"],
  [TYPE.promise, "a promise"],
  [TYPE.call, "a call"],
  [TYPE.dots, "arguments"],
  [TYPE.complex, "complex numbers"],
  [TYPE.raw, "raw bytes"],
  [TYPE.expression, "an expression"],
]);

/** One pass over the items of a file. */
export class Unserializer {
  /** Objects that later items refer to by number. */
  private readonly references: RObject[] = [];
  private depth = 0;

  constructor(
    private readonly file: string,
    readonly input: RInput,
    private readonly texts: TextEncoding,
    private readonly memory: MemoryBudget,
  ) {}

  /** The next object. Throws DataError `file_damaged`, `file_truncated`, NotSupported `r_object`. */
  async object(): Promise<RObject> {
    return this.item(await this.input.int());
  }

  /** The object whose flags were read. */
  async item(flags: number): Promise<RObject> {
    if (++this.depth > DEEPEST) throw damaged(this.file, `objects stand more than ${DEEPEST} deep`);
    this.memory.takeObjects(OBJECT_BYTES, "its objects");
    const object = await this.byType(flags);
    this.depth--;
    return object;
  }

  private async byType(flags: number): Promise<RObject> {
    const type = typeOf(flags);
    switch (type) {
      case TYPE.null:
      case 254:
        return R_NULL;
      case TYPE.reference:
        return this.reference(flags >>> 8 === 0 ? await this.input.int() : flags >>> 8);
      case TYPE.symbol:
        return this.symbol();
      case TYPE.pairs:
      case TYPE.attributedPairs:
        return this.pairs(type === TYPE.attributedPairs ? flags | HAS_ATTRIBUTES : flags);
      case TYPE.closure:
      case TYPE.promise:
      case TYPE.call:
      case TYPE.dots:
      case TYPE.attributedCall:
        return this.chain(type === TYPE.attributedCall ? flags | HAS_ATTRIBUTES : flags);
      case TYPE.environment:
        return this.environment();
      case TYPE.namespace:
      case TYPE.package:
      case TYPE.persistent:
        return this.named();
      case TYPE.pointer:
      case TYPE.weak:
        return this.pointer(type, flags);
      case TYPE.special:
      case TYPE.builtin:
        await this.input.bytes(await this.length());
        return this.other("a function");
      case TYPE.bytecode:
        return this.bytecode(flags);
      case TYPE.s4:
        return { ...this.other("an S4 object"), attributes: await this.attributes(flags) };
      case TYPE.altrep:
        return this.altrep();
      case TYPE.text:
        return this.oneText(flags);
      default:
        return CONSTANTS.has(type) ? this.other(CONSTANTS.get(type)!) : this.vector(type, flags);
    }
  }

  private async vector(type: number, flags: number): Promise<RObject> {
    const count = await this.length();
    switch (type) {
      case TYPE.logical:
      case TYPE.integer: {
        const values = await this.input.ints(count);
        const name = type === TYPE.logical ? "logical" : "integer";
        return { type: name, count, values, attributes: await this.attributes(flags) };
      }
      case TYPE.double: {
        const { values, tags } = await this.input.doubles(count);
        return { type: "double", count, values, tags, attributes: await this.attributes(flags) };
      }
      case TYPE.character: {
        const stored = await this.input.texts(count, this.texts.decode);
        return { type: "character", count, ...stored, attributes: await this.attributes(flags) };
      }
      case TYPE.complex:
        await this.input.doubles(2 * count);
        break;
      case TYPE.raw:
        await this.input.bytes(count);
        break;
      case TYPE.list:
      case TYPE.expression: {
        const values = await this.many(count);
        const attributes = await this.attributes(flags);
        return type === TYPE.list ? { type: "list", values, attributes } : this.other(WORDS.get(type)!);
      }
      default:
        throw damaged(this.file, `it has an item of type ${type}, which there is not`);
    }
    return { ...this.other(WORDS.get(type)!), attributes: await this.attributes(flags) };
  }

  private async many(count: number): Promise<RObject[]> {
    const values: RObject[] = [];
    while (values.length < count) values.push(await this.object());
    return values;
  }

  /** A length; those of 2^31 and more are written in two parts. */
  private async length(): Promise<number> {
    const length = await this.input.int();
    if (length >= 0) return length;
    if (length === -1)
      throw new NotSupported(
        "r_object",
        `${this.file} has a vector of more than 2^31 elements, which is not read; save it in parts.`,
        {
          got: "a long vector",
          expected: "vectors of fewer than 2^31 elements",
        },
      );
    throw damaged(this.file, `a vector has ${length} elements`);
  }

  private async attributes(flags: number): Promise<Attributes> {
    if ((flags & HAS_ATTRIBUTES) === 0) return NO_ATTRIBUTES;
    const list = await this.object();
    return list.type === "pairs" ? new Map(list.values.map(({ name, value }) => [name, value])) : NO_ATTRIBUTES;
  }

  /** A chain of values with names, to its end. */
  private async pairs(first: number): Promise<RObject> {
    const values: { name: string; value: RObject }[] = [];
    for (let flags = first; ; flags = await this.input.int()) {
      const type = typeOf(flags);
      if (type !== TYPE.pairs && type !== TYPE.attributedPairs) {
        await this.item(flags);
        return { type: "pairs", values };
      }
      await this.attributes(type === TYPE.attributedPairs ? flags | HAS_ATTRIBUTES : flags);
      const name = (flags & HAS_TAG) === 0 ? "" : await this.name();
      values.push({ name, value: await this.object() });
    }
  }

  /** The name before a value in a chain. */
  async name(): Promise<string> {
    const tag = await this.object();
    return tag.type === "other" && tag.what.startsWith(NAME) ? tag.what.slice(NAME.length) : "";
  }

  /** A call, a function: parts of what is no data. */
  private async chain(flags: number): Promise<RObject> {
    await this.attributes(flags);
    if ((flags & HAS_TAG) !== 0) await this.object();
    await this.object();
    await this.object();
    return this.other(WORDS.get(typeOf(flags)) ?? "a call");
  }

  private async symbol(): Promise<RObject> {
    const text = await this.object();
    const name = text.type === "character" ? (text.cells[text.codes[0]!] ?? "NA") : "";
    return this.remember(this.other(NAME + name));
  }

  private async oneText(flags: number): Promise<RObject> {
    const length = await this.input.int();
    const text = { type: "character", count: 1, attributes: NO_ATTRIBUTES } as const;
    if (length < 0) return { ...text, cells: [], codes: Uint32Array.of(MISSING_CODE) };
    const bytes = await this.input.text(length);
    await this.attributes(flags);
    return { ...text, cells: [this.texts.decode(bytes, flags)], codes: Uint32Array.of(0) };
  }

  private async environment(): Promise<RObject> {
    const environment = this.remember(this.other("an environment"));
    await this.input.int();
    for (let part = 0; part < 4; part++) await this.object();
    return environment;
  }

  private async named(): Promise<RObject> {
    await this.input.int();
    await this.many(await this.length());
    return this.remember(this.other("an environment"));
  }

  private async pointer(type: number, flags: number): Promise<RObject> {
    const pointer = this.remember(this.other("a pointer"));
    if (type === TYPE.pointer) await this.many(2);
    await this.attributes(flags);
    return pointer;
  }

  private async bytecode(flags: number): Promise<RObject> {
    await skipBytecode(this, this.file);
    await this.attributes(flags);
    return this.other("a function");
  }

  private async altrep(): Promise<RObject> {
    const [info, state, attributes] = (await this.many(3)) as [RObject, RObject, RObject];
    const own =
      attributes.type === "pairs" ? new Map(attributes.values.map(({ name, value }) => [name, value])) : NO_ATTRIBUTES;
    return expandedAltrep(info, state, own, this.file, this.memory);
  }

  private reference(number: number): RObject {
    const object = this.references[number - 1];
    if (object === undefined)
      throw damaged(this.file, `an item refers to object ${number} of ${this.references.length}`);
    return object;
  }

  private remember(object: RObject): RObject {
    this.references.push(object);
    return object;
  }

  private other(what: string): ROther {
    return { type: "other", what, attributes: NO_ATTRIBUTES };
  }
}

/** How a name of R is called; what it is follows. */
export const NAME = "the name ";
