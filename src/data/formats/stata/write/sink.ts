/** Bytes of a file in the making, least significant first: numbers, texts in fields, tags. */
export class Sink {
  private bytes = new Uint8Array(1 << 12);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  /** The place of `more` bytes at the end; views of before are of no use after it. */
  private grown(more: number): number {
    const at = this.length;
    this.length += more;
    if (this.length > this.bytes.length) {
      const wider = new Uint8Array(2 * this.length);
      wider.set(this.bytes);
      this.bytes = wider;
      this.view = new DataView(wider.buffer);
    }
    return at;
  }

  raw(bytes: Uint8Array): this {
    const at = this.grown(bytes.length);
    this.bytes.set(bytes, at);
    return this;
  }

  u8(value: number): this {
    const at = this.grown(1);
    this.view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.grown(2);
    this.view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.grown(4);
    this.view.setUint32(at, value, true);
    return this;
  }

  i32(value: number): this {
    const at = this.grown(4);
    this.view.setInt32(at, value, true);
    return this;
  }

  u64(value: number): this {
    const at = this.grown(8);
    this.view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  text(text: string): this {
    return this.raw(encoder.encode(text));
  }

  /** A text in a field of `length` bytes, zeros after it; it has to fit. */
  field(text: string, length: number): this {
    const bytes = encoder.encode(text);
    this.raw(bytes);
    this.grown(length - bytes.length);
    return this;
  }

  done = (): Uint8Array => this.bytes.slice(0, this.length);
}

const encoder = new TextEncoder();
