// Every key of a configuration schema with its type, default and description, in order: for --help, for flags and
// for error messages.
import { z } from "zod";

/** One key (or section) of a configuration. */
export interface ConfigKey {
  /** Dotted path, e.g. "credit.klCoefficient". */
  path: string;
  /** A section only groups keys. */
  section: boolean;
  /** What a value must be, in words: "whole number ≥ 1", "one of min, strict, sum". */
  type: string;
  kind: "number" | "boolean" | "string" | "array" | "other";
  nullable: boolean;
  /** Undefined: the key must be given. */
  default: unknown;
  required: boolean;
  description: string;
}

type Node = z.core.JSONSchema.BaseSchema;

/** All keys of `schema`, sections before what is in them. */
export function configKeys(schema: z.ZodType): ConfigKey[] {
  const keys: ConfigKey[] = [];
  const visit = (node: Node, path: string, required: boolean) => {
    // Of simple kinds that may be null, zod writes a list of types, which its own type does not know.
    const choices = (node.anyOf ?? [node.type ?? []].flat().map((type) => ({ ...node, type }))) as Node[];
    const nullable = choices.some((choice) => choice.type === "null");
    const value = choices.find((choice) => choice.type !== "null") ?? node;
    const section = value.properties !== undefined;
    if (path !== "")
      keys.push({
        path,
        section,
        type: nullable ? `${typeText(value)}, or null` : typeText(value),
        kind: kindOf(value),
        nullable,
        default: node.default,
        required,
        description: node.description ?? "",
      });
    for (const [name, child] of Object.entries(value.properties ?? {}))
      visit(child as Node, path === "" ? name : `${path}.${name}`, value.required?.includes(name) ?? false);
  };
  visit(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node, "", true);
  return keys;
}

function kindOf(node: Node): ConfigKey["kind"] {
  if (node.type === "integer" || node.type === "number") return "number";
  if (node.type === "boolean" || node.type === "string" || node.type === "array") return node.type;
  return "other";
}

function typeText(node: Node): string {
  if (node.enum) return `one of ${node.enum.join(", ")}`;
  if (node.const !== undefined) return `"${String(node.const)}"`;
  switch (node.type) {
    case "integer":
    case "number": {
      const low = (node.exclusiveMinimum as number | undefined) ?? node.minimum;
      const high = (node.exclusiveMaximum as number | undefined) ?? node.maximum;
      const bounds = [];
      if (low !== undefined && low > Number.MIN_SAFE_INTEGER)
        bounds.push(`${node.exclusiveMinimum !== undefined ? ">" : "≥"} ${low}`);
      if (high !== undefined && high < Number.MAX_SAFE_INTEGER)
        bounds.push(`${node.exclusiveMaximum !== undefined ? "<" : "≤"} ${high}`);
      return [node.type === "integer" ? "whole number" : "number", bounds.join(" and ")].join(" ").trim();
    }
    case "boolean":
      return "true or false";
    case "string":
      return node.minLength ? "text, not empty" : "text";
    case "array":
      return typeof node.items === "object" ? `list, each ${typeText(node.items as Node)}` : "list";
    case "object":
      return "section";
    default:
      return "function";
  }
}
