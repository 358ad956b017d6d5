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
const verifier = "src/verify/**/*.test.ts";
const testTimeout = gpu ? 600_000 : 180_000;

export default defineConfig({
  test: {
    // Two workers: the models of the tests are too small for ONNX Runtime to use more than a core.
    maxWorkers: 2,
    globalSetup: "tests/temporary.ts",
    testTimeout,
    ...(gpu
      ? { include: onGpu }
      : {
          projects: [
            // The rules are functions: files share what is loaded and compiled, which takes longer than most of the tests.
            { test: { name: "verifier", include: [verifier], isolate: false, testTimeout } },
            {
              test: {
                name: "all else",
                include: ["src/**/*.test.ts", "reproduce/**/*.test.ts", "tests/**/*.test.ts"],
                exclude: ["src/**/*.gpu.test.ts", verifier],
                testTimeout,
              },
            },
          ],
        }),
  },
});
