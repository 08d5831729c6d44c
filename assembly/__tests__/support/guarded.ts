/** Buffers with guard words either side, for specs that prove a kernel stays inside its arguments. */
const GUARD: i32 = 4;
const GUARD_F64: f64 = 1.2345e300;
const GUARD_U32: u32 = 0xdeadbeef;

export class GuardedF64 {
  private all: StaticArray<f64>;
  constructor(public length: i32) {
    this.all = new StaticArray<f64>(length + 2 * GUARD);
    this.all.fill(GUARD_F64);
    for (let i = 0; i < length; i++) this.all[GUARD + i] = 0;
  }
  static of(values: f64[]): GuardedF64 {
    const buffer = new GuardedF64(values.length);
    for (let i = 0; i < values.length; i++) buffer.set(i, values[i]);
    return buffer;
  }
  /** Address of the first element. */
  get at(): usize { return changetype<usize>(this.all) + (<usize>GUARD << 3); }
  get(i: i32): f64 { return this.all[GUARD + i]; }
  set(i: i32, value: f64): void { this.all[GUARD + i] = value; }
  /** True while no guard word has changed. */
  get intact(): bool {
    for (let i = 0; i < GUARD; i++) {
      if (this.all[i] != GUARD_F64 || this.all[this.all.length - 1 - i] != GUARD_F64) return false;
    }
    return true;
  }
}

export class GuardedU32 {
  private all: StaticArray<u32>;
  constructor(public length: i32) {
    this.all = new StaticArray<u32>(length + 2 * GUARD);
    this.all.fill(GUARD_U32);
    for (let i = 0; i < length; i++) this.all[GUARD + i] = 0;
  }
  static of(values: u32[]): GuardedU32 {
    const buffer = new GuardedU32(values.length);
    for (let i = 0; i < values.length; i++) buffer.set(i, values[i]);
    return buffer;
  }
  /** Address of the first element. */
  get at(): usize { return changetype<usize>(this.all) + (<usize>GUARD << 2); }
  get(i: i32): u32 { return this.all[GUARD + i]; }
  set(i: i32, value: u32): void { this.all[GUARD + i] = value; }
  /** True while no guard word has changed. */
  get intact(): bool {
    for (let i = 0; i < GUARD; i++) {
      if (this.all[i] != GUARD_U32 || this.all[this.all.length - 1 - i] != GUARD_U32) return false;
    }
    return true;
  }
}

const GUARD_U8: u8 = 0xa5;
const GUARD_BYTES: i32 = 32;

export class GuardedU8 {
  private all: StaticArray<u8>;
  constructor(public length: i32) {
    this.all = new StaticArray<u8>(length + 2 * GUARD_BYTES);
    this.all.fill(GUARD_U8);
    for (let i = 0; i < length; i++) this.all[GUARD_BYTES + i] = 0;
  }
  static of(values: u8[]): GuardedU8 {
    const buffer = new GuardedU8(values.length);
    for (let i = 0; i < values.length; i++) buffer.set(i, values[i]);
    return buffer;
  }
  /** Address of the first element. */
  get at(): usize { return changetype<usize>(this.all) + <usize>GUARD_BYTES; }
  get(i: i32): u8 { return this.all[GUARD_BYTES + i]; }
  set(i: i32, value: u8): void { this.all[GUARD_BYTES + i] = value; }
  /** The first `count` bytes as text. */
  text(count: i32): string { return String.UTF8.decodeUnsafe(this.at, count); }
  /** True while no guard byte has changed. */
  get intact(): bool {
    for (let i = 0; i < GUARD_BYTES; i++) {
      if (this.all[i] != GUARD_U8 || this.all[this.all.length - 1 - i] != GUARD_U8) return false;
    }
    return true;
  }
}
