import { afterEach, expect, it, vi } from "vitest";
import { bareEnvironment } from "./environment.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  delete (process.versions as Record<string, string>).pnp;
});

it("hands on no keys, and what loads packages only under Plug'n'Play", () => {
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("TINKER_API_KEY", "secret");
  vi.stubEnv("NODE_OPTIONS", "--require /x/.pnp.cjs");
  expect(Object.keys(bareEnvironment()).filter((name) => /TOKEN|KEY|OPTIONS/.test(name))).toEqual([]);
  expect(bareEnvironment().PATH).toBe(process.env.PATH);
  Object.defineProperty(process.versions, "pnp", { value: "3", configurable: true });
  expect(bareEnvironment().NODE_OPTIONS).toBe("--require /x/.pnp.cjs");
  expect(bareEnvironment()).not.toHaveProperty("HF_TOKEN");
});
