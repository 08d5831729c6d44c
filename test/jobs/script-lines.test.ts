/** A Slurm script holds the lines that are meant and no other: what a path or word brings with it never becomes one that runs. */
import { expect, it } from "vitest";
import { batchScript } from "../../src/jobs/slurm.js";

const job = {
  folder: "/home/me/job",
  cwd: "/home/me",
  spec: { slurm: { options: [] as string[], before: [] as string[] }, workers: 2, threads: 1 },
  command: ["node", "wasmetrics", "jobs", "task", "/home/me/job"],
};
const EVIL = "a\ntouch /tmp/pwned\n#";

it.each([
  ["folder", { ...job, folder: EVIL }],
  ["start", { ...job, cwd: EVIL }],
  ["word", { ...job, command: ["node", EVIL] }],
  ["partition", { ...job, spec: { ...job.spec, slurm: { ...job.spec.slurm, partition: EVIL } } }],
  ["option", { ...job, spec: { ...job.spec, slurm: { ...job.spec.slurm, options: [EVIL] } } }],
  ["line before", { ...job, spec: { ...job.spec, slurm: { ...job.spec.slurm, before: [EVIL] } } }],
])("a line break in the %s is refused", (_, one) => {
  expect(() => batchScript(one, [1])).toThrow(expect.objectContaining({ code: "jobs_script" }));
});

it("so is every other control character; words of any other kind are quoted", () => {
  for (const control of ["\r", "\0", "\x1b", "\x85"]) {
    expect(() => batchScript({ ...job, cwd: `/home/${control}` }, [1])).toThrow("control character");
  }
  const script = batchScript({ ...job, command: ["node", "a b", "$(id)", "it's"] }, [1]);
  expect(script).toContain(`exec node 'a b' '$(id)' 'it'\\''s' "$SLURM_ARRAY_TASK_ID"`);
});
