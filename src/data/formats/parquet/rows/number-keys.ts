/**
 * Distinct numbers and their codes: by a table over the range of integers, so that those next to each other stay so in memory, or
 * by a table of hashes where they lie too far apart or are none.
 */
import { invoke, invokeChecked } from "../../../../engine/kernels/call.js";
import type { Engine, F64Block, Held, U32Block } from "../../../../engine/kernels/engine.js";
import { formatNumber } from "../../../table/write-csv.js";

/** Numbers that pass at a time. */
const PART = 16_384;
/** Slots of a first table, and how much larger the next one is. */
const FEWEST = 65_536;
const GROWTH = 2;
const NO_CODE = 0xffff_ffff;

export class NumberKeys {
  count = 0;
  private levels: Held<F64Block>;
  private slots: Held<U32Block>;
  /** The integer of the first slot; undefined where slots are of hashes. */
  private low: number | undefined = 0;
  /** Rows of each level: what the kernel of hashes keeps. */
  private counts: Held<U32Block> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly most: number,
  ) {
    this.levels = engine.hold((scope) => scope.f64(PART));
    this.slots = emptySlots(engine, 0);
  }

  get bytes(): number {
    return this.levels.bytes + this.slots.bytes + (this.counts?.bytes ?? 0);
  }

  codes(x: Float64Array): Uint32Array {
    const out = new Uint32Array(x.length);
    for (let start = 0; start < x.length; start += PART) {
      const part = x.subarray(start, start + PART);
      this.makeRoom(part.length);
      for (let done = 0; done < part.length; ) done += this.code(part.subarray(done), out.subarray(start + done));
    }
    return out;
  }

  /** The codes in ascending order of their numbers. */
  order(): Uint32Array {
    const levels = this.levels.value.view();
    return Uint32Array.from({ length: this.count }, (_, code) => code).sort((a, b) => levels[a]! - levels[b]!);
  }

  label(code: number): string {
    return formatNumber(this.levels.value.view()[code]!);
  }

  free(): void {
    this.levels.free();
    this.slots.free();
    this.counts?.free();
  }

  /** Codes the first numbers of x that have a slot; how many. There is room for all of them among the levels. */
  private code(x: Float64Array, out: Uint32Array): number {
    const { engine, low } = this;
    return engine.scope((scope) => {
      const [block, codes] = [scope.copyF64(x), scope.u32(x.length)];
      const [levels, slots] = [this.levels.value, this.slots.value];
      const given = { n: x.length, nFound: this.count, nSlots: slots.length, x: block, slots, levels, codes };
      let done = x.length;
      if (low === undefined) {
        this.count = invokeChecked(engine, "hashCodes", { ...given, counts: this.counts!.value });
      } else {
        const state = scope.u32(1);
        this.count = invoke(engine, "tableCodes", { ...given, low, done: state });
        done = state.view()[0]!;
      }
      out.set(codes.view().subarray(0, done));
      if (done < x.length) this.widen(x.subarray(done));
      return done;
    });
  }

  /** Gives integers of `x`, which begins with a number that has no slot, slots; turns to hashes where that can't be. */
  private widen(x: Float64Array): void {
    const { engine, count } = this;
    const range = engine.scope((scope) => {
      const found = scope.copyF64(Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
      const integers = invoke(engine, "integerRange", { n: x.length, x: scope.copyF64(x), range: found }) === 1;
      return integers ? found.view().slice() : undefined;
    });
    const known = this.slots.value.length;
    const [low, high] = range ?? [];
    const first = known === 0 ? low! : Math.min(low!, this.low!);
    const last = known === 0 ? high! : Math.max(high!, this.low! + known - 1);
    if (low === undefined || last - first + 1 > this.most) {
      this.hash();
      return;
    }
    const nSlots = Math.min(this.most, Math.max(FEWEST, last - first + 1, GROWTH * known));
    const isBelow = known > 0 && first < this.low!;
    this.low = isBelow ? last - nSlots + 1 : first;
    this.slots.free();
    this.slots = emptySlots(engine, nSlots);
    const [slots, levels] = [this.slots.value.view(), this.levels.value.view()];
    for (let code = 0; code < count; code++) slots[levels[code]! - this.low] = code;
  }

  private hash(): void {
    const { engine } = this;
    const { length } = this.levels.value;
    this.low = undefined;
    this.slots.free();
    this.slots = emptySlots(engine, slotsFor(length));
    this.counts = engine.hold((scope) => scope.u32(length));
    this.counts.value.view().fill(0);
    this.place();
  }

  /** Room among the levels, and the hashes, for `n` numbers more. */
  private makeRoom(n: number): void {
    const { engine, levels: before, counts: countsBefore } = this;
    if (this.count + n <= before.value.length) return;
    const length = GROWTH * (this.count + n);
    this.levels = engine.hold((scope) => scope.f64(length));
    this.levels.value.view().set(before.value.view().subarray(0, this.count));
    before.free();
    if (countsBefore === undefined) return;
    this.counts = engine.hold((scope) => scope.u32(length));
    this.counts.value.view().fill(0);
    countsBefore.free();
    this.slots.free();
    this.slots = emptySlots(engine, slotsFor(length));
    this.place();
  }

  private place(): void {
    const [slots, levels] = [this.slots.value, this.levels.value];
    invokeChecked(this.engine, "placeLevels", { n: this.count, nSlots: slots.length, slots, levels });
  }
}

/** A power of two of slots for so many levels. */
const slotsFor = (levels: number): number => 2 ** (33 - Math.clz32(levels - 1));

function emptySlots(engine: Engine, count: number): Held<U32Block> {
  const slots = engine.hold((scope) => scope.u32(count));
  slots.value.view().fill(NO_CODE);
  return slots;
}
