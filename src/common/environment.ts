// The environment of processes that this program starts for itself.

/** What such a process needs: where programs and temporary files are, and the system's languages and time. */
const NEEDED = /^(PATH|HOME|TMPDIR|TMP|TEMP|TZ|LANG|LC_\w+|SYSTEMROOT|WINDIR|COMSPEC|LD_LIBRARY_PATH)$/i;

/** What loads the hook of Yarn's Plug'n'Play, without which no package is found. */
const HOOK = /^NODE_OPTIONS$/;

/** This process's environment without what a worker has no use for: keys above all. */
export function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      (NEEDED.test(name) || (process.versions.pnp && HOOK.test(name))) && value !== undefined
        ? [[name, value]]
        : [],
    ),
  );
}
