/**
 * What the system says when it can't read, write or start something, in words, with what to do: the one place for
 * them. Knows the codes of errno, and nothing of files.
 */

/** A failure of the system: `words` begins no sentence, `remedy` ends one. */
export interface SystemProblem {
  readonly code: string;
  readonly words: string;
  readonly remedy: string;
}

type Doing = "read" | "write";

/** Words for a code, and what to do: one remedy, or one for what was read and one for what was written. */
const PROBLEMS: Readonly<Record<string, readonly [words: string, remedy: string | Readonly<Record<Doing, string>>]>> = {
  ENOSPC: ["no space is left on the disk", "free some, or choose a folder on another disk"],
  EDQUOT: ["the disk quota is used up", "free some, or choose a folder on another disk"],
  EFBIG: ["the file is larger than the system allows", "raise the limit (ulimit -f), or choose another disk"],
  EMFILE: ["too many files are open in this process", "raise the limit and run again: ulimit -n 1024"],
  ENFILE: ["too many files are open on this machine", "close other programs and run again"],
  EACCES: ["permission is denied", { read: "ask for the right to read it", write: "choose a folder you may write to" }],
  EPERM: ["the system does not permit it", { read: "ask for the right to read it", write: "choose another place" }],
  EROFS: ["the file system can only be read", "choose a folder on another one"],
  ENOENT: ["there is no such file or folder", { read: "check the path", write: "check the path, or make the folder" }],
  ENOTDIR: ["a part of the path is a file, not a folder", "check the path"],
  EISDIR: ["it is a folder", "give the path of a file"],
  EEXIST: ["it is there already", "choose another name"],
  ENOTEMPTY: ["the folder is not empty", "choose another name"],
  EBUSY: ["another program uses it", "close that program and run again"],
  ETXTBSY: ["another program runs it", "choose another name"],
  ELOOP: ["its symbolic links lead round in a circle", "give the path they are meant to lead to"],
  ENAMETOOLONG: ["the name is longer than the system allows", "choose a shorter one"],
  EXDEV: ["it lies on another disk than its temporary copy", "choose another folder"],
  EINVAL: ["the system does not accept it", "choose another name or place"],
  EIO: ["the disk or the connection to it failed", "check the device, and run again"],
  ENXIO: ["there is no such device", "check the path"],
  ENODEV: ["there is no such device", "check the path"],
  ESTALE: ["the network folder has gone", "connect it again, and run again"],
  ETIMEDOUT: ["the connection took too long", "check the network, and run again"],
  ECONNRESET: ["the connection was cut", "check the network, and run again"],
  ECONNREFUSED: ["the connection was refused", "check the network or the address, and run again"],
  ENOTCONN: ["the network folder is not connected", "connect it again, and run again"],
  EHOSTDOWN: ["the machine that has it is down", "check the network, and run again"],
  EHOSTUNREACH: ["the machine that has it can't be reached", "check the network, and run again"],
  ENETDOWN: ["the network is down", "connect to it, and run again"],
  ENETUNREACH: ["the network can't be reached", "connect to it, and run again"],
  EREMOTEIO: ["the disk of the other machine failed", "check that machine, and run again"],
  ENOLINK: ["the link to the other machine is cut", "connect it again, and run again"],
  ENOLCK: ["no lock on the file can be had", "choose a folder on a local disk, or run again"],
  EDEADLK: ["another program holds a lock on it", "close that program and run again"],
  EOVERFLOW: ["the file is larger than the system can tell", "choose another disk, or a smaller file"],
  EMLINK: ["it has as many names as the file system allows", "choose another folder"],
  ENOTSUP: ["the file system does not support it", "choose a folder on another disk"],
  EOPNOTSUPP: ["the file system does not support it", "choose a folder on another disk"],
  ENOSYS: ["the system does not support it", "choose a folder on another disk"],
  EILSEQ: ["the file system does not accept the characters of the name", "choose another name"],
  EFAULT: ["the system could not reach the memory of the call", "run again; if it comes back, check the disk"],
  EINTR: ["the system was interrupted", "run again"],
  ESPIPE: ["it is a pipe, in which nothing can be skipped", "save it to a file, and give that"],
  ENOMEDIUM: ["no disk is in the drive", "insert it, and run again"],
  ECANCELED: ["the system cancelled it", "run again"],
  EPIPE: ["whoever read it has gone", "run again with a reader that stays, or give --out FILE"],
  EBADF: ["it is closed", "leave it open, or give --out FILE"],
  ENOMEM: ["there is not enough memory", "close other programs, or use fewer threads (--threads 1)"],
  EAGAIN: [
    "the system has no more of it at the moment",
    "close other programs, or use fewer threads (--threads 1), and run again",
  ],
};

/** What failed, where `cause` is an error of the system; undefined for any other. */
export function systemProblem(cause: unknown, doing: Doing = "write"): SystemProblem | undefined {
  const code = codeOf(cause);
  if (code === undefined) return undefined;
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  if (known === undefined) {
    return { code, words: `the system says: ${(cause as Error).message}`, remedy: "check the place, and run again" };
  }
  const [words, remedy] = known;
  return { code, words, remedy: typeof remedy === "string" ? remedy : remedy[doing] };
}

/** What happened as the end of a sentence: `no space is left on the disk (ENOSPC); free some, or ...`; else the message. */
export function systemWords(cause: unknown, doing?: Doing): string {
  const problem = systemProblem(cause, doing);
  if (problem === undefined) return cause instanceof Error ? cause.message : String(cause);
  return `${problem.words} (${problem.code}); ${problem.remedy}`;
}

/** Whether the host could not get memory: no errno, but its own errors. */
export const isOutOfMemory = (cause: unknown): boolean =>
  cause instanceof RangeError &&
  /allocation failed|could not allocate|Invalid (?:string|typed array|array) length|Out of memory/i.test(cause.message);

/** What a database library says in words where Node gives a code. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, "ENOSPC"],
  [/Disk quota exceeded/, "EDQUOT"],
  [/Too many open files/, "EMFILE"],
  [/File too large/, "EFBIG"],
  [/Permission denied/, "EACCES"],
  [/Read-only file system/, "EROFS"],
  [/Input\/output error/, "EIO"],
];

function codeOf(cause: unknown): string | undefined {
  const { code, message } = (typeof cause === "object" && cause !== null ? cause : {}) as Partial<
    Record<string, unknown>
  >;
  if (typeof code === "string" && /^E[A-Z0-9]+$/.test(code)) return code;
  if (typeof message !== "string" || !/^(?:IO|TransactionContext|FATAL|Invalid Input) Error: /.test(message))
    return undefined;
  return SAID.find(([said]) => said.test(message))?.[1];
}
