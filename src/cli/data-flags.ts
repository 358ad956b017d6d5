// The flags with which `pure data`, `pure eval` and `pure prm label` say which files of a data set are meant and how its fields are
// called.
import type { Command } from "commander";
import type { ProblemOptions } from "../data/problems.ts";

export interface DataFlags {
  split?: string;
  subset?: string;
  problemField?: string;
  answerField?: string;
  optionsField?: string;
  idField?: string;
}

/** Adds the flags to `command`; `split` is the usual one. */
export function withDataFlags(command: Command, split: string): Command {
  return command
    .option("--split <name>", `split of a directory or data-set id (default: ${split})`)
    .option("--subset <name>", "subset of a data-set id (default: its default or main one)")
    .option("--problem-field <name>", "field with the problem (default: the usual names)")
    .option("--answer-field <name>", "field with the reference answer (default: the usual names)")
    .option(
      "--options-field <name>",
      "field with the options of a multiple choice (default: the usual names)",
    )
    .option(
      "--id-field <name>",
      "field with the id (default: the usual names, or numbers where those repeat)",
    );
}

/** What the flags say, for `loadProblems`. */
export function dataOptions({
  split,
  subset,
  problemField,
  answerField,
  optionsField,
  idField,
}: DataFlags): ProblemOptions {
  return {
    ...{ split, config: subset, promptField: problemField, answerField, optionsField, idField },
    names: {
      ...{ prompt: "--problem-field", answer: "--answer-field", id: "--id-field" },
      ...{ split: "--split", config: "--subset" },
    },
  };
}
