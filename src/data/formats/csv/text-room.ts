/**
 * Text in linear memory: a piece of the file, room before it for what an earlier piece left unread, zeros around it.
 */
import type { Engine, Held, U8Block } from "../../../engine/kernels/engine.js";

/** Zero bytes behind the text, which the kernels rely on. */
const SLACK = 64;
/** Bytes before a text that the kernels may look at, to see whether a character goes on. */
const BEFORE = 3;

export class TextRoom {
  /** Where the text begins, and where it ends. */
  start: number;
  end: number;
  private held: Held<U8Block>;

  /** Room for a piece of `piece` bytes, and for `lead` before it, where the piece begins; both grow. */
  constructor(
    private readonly engine: Engine,
    public lead: number,
    piece: number,
  ) {
    this.start = lead;
    this.end = lead;
    this.held = engine.hold((scope) => scope.u8(lead + piece + SLACK));
  }

  get block(): U8Block {
    return this.held.value;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Bytes of the text from `from` to `to`, good until memory grows. */
  bytes(from = this.start, to = this.end): Uint8Array {
    return this.block.view().subarray(from, to);
  }

  /** Room for `count` bytes behind the text, good until memory grows; who fills it moves `end`. */
  tail(count: number): Uint8Array {
    const { end } = this;
    if (end + count + SLACK > this.block.length) this.move(this.lead, 2 * (end + count));
    return this.bytes(end, end + count);
  }

  /** Puts zeros behind the text, and before it, where a character might seem to begin. */
  seal(): void {
    this.tail(SLACK).fill(0);
    this.bytes(Math.max(0, this.start - BEFORE), this.start).fill(0);
  }

  clear(): void {
    this.start = this.lead;
    this.end = this.lead;
  }

  /** Puts the text of `other` from `at` on before a piece. */
  carry(other: TextRoom, at: number): void {
    const left = other.end - at;
    if (left > this.lead) this.move(2 * left, 2 * left + this.block.length);
    this.start = this.lead - left;
    this.bytes(this.start, this.lead).set(other.bytes(at));
  }

  free(): void {
    this.held.free();
  }

  /** Makes the room larger, a piece beginning at `lead` then. */
  private move(lead: number, size: number): void {
    const larger = this.engine.hold((scope) => scope.u8(size + SLACK));
    const moved = lead - this.lead;
    larger.value.view().set(this.bytes(), this.start + moved);
    this.held.free();
    this.held = larger;
    this.start += moved;
    this.end += moved;
    this.lead = lead;
  }
}
