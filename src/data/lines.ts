// Lines of text that comes in pieces.

/**
 * The lines of `chunks`, without their line feeds. Only a line feed ends a line, where Node's readline ends one at
 * U+2028 too: JSON strings may hold that as it is.
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = chunk.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
