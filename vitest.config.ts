import { defineConfig } from "vitest/config";

export default defineConfig({
  // Two workers: the models of the tests are too small for ONNX Runtime to use more than a core.
  test: {
    include: ["src/**/*.test.ts", "reproduce/**/*.test.ts", "tests/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 180_000,
  },
});
