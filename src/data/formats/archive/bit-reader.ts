/**
 * Bits of bytes, the highest of each first.
 */
export class BitReader {
  private at = 0;
  private held = 0;
  private nHeld = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** The error that says that the stream `problem`. */
    readonly broken: (problem: string) => Error,
  ) {}

  /** Whole bytes that were not begun. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next `count` bits, at most 24, as a number. */
  take(count: number): number {
    while (this.nHeld < count) {
      if (this.at >= this.bytes.length) throw this.broken("is cut short");
      this.held = ((this.held & 0xff_ffff) << 8) | this.bytes[this.at++]!;
      this.nHeld += 8;
    }
    this.nHeld -= count;
    return (this.held >>> this.nHeld) & ((1 << count) - 1);
  }

  /** Goes on to the next whole byte. */
  align(): void {
    this.nHeld -= this.nHeld % 8;
    this.at -= this.nHeld / 8;
    this.nHeld = 0;
  }
}
