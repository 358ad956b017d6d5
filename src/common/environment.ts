// The environment of processes that this program starts for itself.

/** What such a process needs: where programs and temporary files are, and the system's languages and time. */
const NEEDED = /^(PATH|HOME|TMPDIR|TMP|TEMP|TZ|LANG|LC_\w+|SYSTEMROOT|WINDIR|COMSPEC|LD_LIBRARY_PATH)$/i;

/** This process's environment without what a worker has no use for: keys above all. */
export function bareEnvironment(): Record<string, string> {
  // Of Yarn's Plug'n'Play it loads the hook, without which no package is found.
  const hook = process.versions.pnp === undefined ? "" : "NODE_OPTIONS";
  const needed = Object.entries(process.env).filter(([name]) => NEEDED.test(name) || name === hook);
  return Object.fromEntries(needed as [string, string][]);
}
