// A session: what the server keeps models under as long as it hears of it.
import { RefusedRequest } from "../../common/http.ts";
import { bodies, textAt } from "./protocol.ts";
import type { Transport } from "./transport.ts";

/** Milliseconds between heartbeats. */
const HEARTBEAT_MS = 10_000;

/** A session that is kept alive until it is closed. */
export class Session {
  readonly #transport: Transport;
  readonly #timer: NodeJS.Timeout;
  /** Why the server no longer knows the session; null while it does. */
  lost: string | null = null;

  private constructor(
    readonly id: string,
    transport: Transport,
    heartbeatMs: number,
  ) {
    this.#transport = transport;
    this.#timer = setInterval(() => void this.#beat(), heartbeatMs);
    // A process that has nothing else to do may end.
    this.#timer.unref();
  }

  /** Throws a UserError where there is no Tinker server, or it will not have this client. */
  static async open(transport: Transport, heartbeatMs = HEARTBEAT_MS): Promise<Session> {
    const answer = await transport.post("create_session", bodies.createSession(["pure"]));
    return new Session(textAt("create_session", answer, "session_id"), transport, heartbeatMs);
  }

  /** No heartbeat after this. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    try {
      await this.#transport.post("session_heartbeat", bodies.heartbeat(this.id), {
        ...{ timeoutMs: HEARTBEAT_MS, attempts: 1 },
      });
    } catch (error) {
      // A server that cannot be reached now may be at the next; the work under way says so if it stays so.
      if (!(error instanceof RefusedRequest)) return;
      this.lost = error.said === "" ? `HTTP ${error.status}` : error.said;
      this.close();
    }
  }
}
