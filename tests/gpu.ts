// Runs the tests of the engine on a graphics processor (`npm run test:gpu`): by default on SwiftShader, the software device
// that Debian's chromium brings along, so that any Linux machine can; with `--here` on what the machine has. Where there
// is no SwiftShader it says so in a line and is done. Further arguments are vitest's.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const chromium = "/usr/lib/chromium";
const driver = join(chromium, "vk_swiftshader_icd.json");
const given = process.argv.slice(2);
const here = given.includes("--here");
const runtime = mkdtempSync(join(tmpdir(), "pure-gpu-"));
try {
  if (!here && !existsSync(driver)) {
    console.log(`test:gpu: skipped, no ${driver} (apt-get install chromium)`);
  } else {
    const software = {
      VK_ICD_FILENAMES: driver,
      // Its own Vulkan loader serves where the machine has none.
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, chromium].filter(Boolean).join(":"),
      XDG_RUNTIME_DIR: runtime,
    };
    const { status } = spawnSync("npx", ["vitest", "run", ...given.filter((one) => one !== "--here")], {
      stdio: "inherit",
      env: { ...process.env, ...(here ? {} : software), PURE_TEST_DEVICE: "gpu" },
    });
    process.exitCode = status ?? 1;
  }
} finally {
  rmSync(runtime, { recursive: true, force: true });
}
