/**
 * Tasks of a seeded study shared out among workers, each with an engine of one thread. Which worker makes a task
 * must not matter to its answer. Knows nothing of what is studied.
 */
import { fileURLToPath } from "node:url";
import { parentPort, Worker } from "node:worker_threads";
import { type Engine, loadEngine } from "../src/engine/kernels/engine.js";

interface Order<Task> {
  readonly task: Task;
  readonly replications: number;
}

export interface Shares<Task> {
  readonly replications: number;
  readonly workers: number;
  /** About how long a task takes, in any unit: the longest are begun first, so that no worker is left with one at the end. */
  readonly cost: (task: Task) => number;
  /** Told on stderr when the task is done. */
  readonly name: (task: Task) => string;
}

/** In a worker: one message a task, one back with what `work` makes of it. */
export async function serveTasks<Task, Answer>(
  work: (engine: Engine, task: Task, replications: number) => Answer | Promise<Answer>,
): Promise<void> {
  const engine = await loadEngine({ threads: 1 });
  parentPort!.on("message", async ({ task, replications }: Order<Task>) => {
    parentPort!.postMessage(await work(engine, task, replications));
  });
}

/** Answers in the order of `tasks`, by workers that run `module`, whose `serveTasks` makes them. Throws what a worker throws. */
export async function shareOut<Task, Answer>(
  module: string,
  tasks: readonly Task[],
  { replications, workers, cost, name }: Shares<Task>,
): Promise<Answer[]> {
  const done: Answer[] = [];
  const waiting = tasks.map((task, t) => ({ task, t })).sort((a, b) => cost(b.task) - cost(a.task));
  const work = async (): Promise<void> => {
    const worker = new Worker(fileURLToPath(module));
    const failed = new Promise<never>((_, reject) => worker.once("error", reject));
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { task, t } = next;
        const answer = new Promise<Answer>((resolve) => worker.once("message", resolve));
        worker.postMessage({ task, replications } satisfies Order<Task>);
        done[t] = await Promise.race([answer, failed]);
        process.stderr.write(`${name(task)}: done, ${waiting.length} waiting\n`);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return done;
}

/** Replications by the program's argument, `usual` without one; undefined, said on stderr with exit 2, where it is no number. */
export function replicationsAsked(usual: number): number | undefined {
  const replications = Number(process.argv[2] ?? usual);
  if (Number.isSafeInteger(replications) && replications >= 2) return replications;
  process.stderr.write(`Replications must be a whole number of at least 2, got '${process.argv[2]}'.\n`);
  process.exitCode = 2;
  return undefined;
}
