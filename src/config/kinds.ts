// The kinds of values that keys of a configuration have, so that a key is its kind, its default and what it does.
import { z } from "zod";

export const text = () => z.string();
/** Text that is not empty, such as a path, an address or a name. */
export const path = () => z.string().min(1);
export const count = () => z.int().min(1);
export const share = () => z.number().min(0).max(1);
/** How much of a running mean stays: with all of it nothing new would come in. */
export const belowOne = () => z.number().min(0).lt(1);

export const whole = (initial: number) => z.int().min(0).default(initial);
export const positive = (initial: number) => z.number().positive().default(initial);
export const nonNegative = (initial: number) => z.number().min(0).default(initial);
export const off = () => z.boolean().default(false);

/** One of `choices`; the first where none is given, unless `initial` says another. */
export const oneOf = <const Choice extends string>(choices: readonly Choice[], initial = choices[0]) =>
  z.enum(choices).default(initial as z.core.util.NoUndefined<Choice>);

/** `type` or null, which it is where nothing is given. */
export const orNull = <Type extends z.ZodType>(type: Type) => z._default(z.nullable(type), null);
