import { defineConfig } from "vitest/config";

/** What runs on a graphics processor (tests/gpu.ts): a file of tests here adds operators or paths that no other has. */
const onGpu = [
  "src/graph/{device,ops,nn,head}.test.ts",
  "src/engine/embedded/{train-graph,device}.test.ts",
  "src/model/parity.test.ts",
  "src/model/families/families.test.ts",
  "src/**/*.gpu.test.ts",
];

const gpu = process.env.PURE_TEST_DEVICE === "gpu";

export default defineConfig({
  // Two workers: the models of the tests are too small for ONNX Runtime to use more than a core.
  test: {
    ...(gpu
      ? { include: onGpu }
      : {
          include: ["src/**/*.test.ts", "reproduce/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: ["src/**/*.gpu.test.ts"],
        }),
    maxWorkers: 2,
    testTimeout: gpu ? 600_000 : 180_000,
  },
});
