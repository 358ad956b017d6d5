import { defineConfig } from "vitest/config";

export default defineConfig({
  // Two workers at most: ONNX Runtime uses every core by itself.
  test: {
    include: ["src/**/*.test.ts", "reproduce/**/*.test.ts", "tests/**/*.test.ts"],
    maxWorkers: 1,
    testTimeout: 180_000,
  },
});
