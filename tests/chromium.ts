// The system's Chromium, for tests of pages and for their pictures.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where it usually is; CHROMIUM names another. */
const PLACES = [
  ...[process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  ...[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
];

/** Path of a Chromium; undefined where there is none. */
export const chromiumPath = PLACES.find((path) => path !== undefined && existsSync(path));

/** Flags for WebGPU on SwiftShader, which Debian's Chromium brings along. */
const SOFTWARE_GPU = [
  ...["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  ...["--enable-features=Vulkan", "--use-vulkan=swiftshader"],
];

/** With `webgpu`, and where it has SwiftShader, pages find WebGPU. Throws where there is none. */
export async function launchChromium({ webgpu = false } = {}): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("no Chromium here; name one in CHROMIUM");
  const gpu = webgpu ? SOFTWARE_GPU : ["--disable-gpu"];
  return await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", ...gpu] });
}
