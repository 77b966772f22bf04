import { type ChildProcess, spawn } from "node:child_process";

/** Keeps the list of processes it is told of on standard input, and kills them when that ends. */
const SCRIPT = `
pids=" "
while read -r change pid; do
  case "$change" in
    add) pids="$pids$pid " ;;
    drop) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
[ "$pids" = " " ] || kill -KILL $pids 2>/dev/null
`;

/**
 * Sees to it that no execution environment outlives the local cloud, however that ends: a shell of a few hundred
 * kilobytes in a session of its own reads a pipe that closes with this process, and kills what is registered then.
 * On Windows there is no such shell; there an environment ends when it next waits for an invocation.
 */
export class Warden {
  #shell: ChildProcess | undefined;

  add(pid: number): void {
    this.#shell ??= this.#start();
    this.#shell?.stdin?.write(`add ${pid}\n`);
  }

  drop(pid: number): void {
    this.#shell?.stdin?.write(`drop ${pid}\n`);
  }

  /** Kills what is still registered. */
  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #start(): ChildProcess | undefined {
    if (process.platform === "win32") return undefined;
    const shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    // A shell that cannot start, or that somebody killed, leaves the environments to their own end of the channel.
    shell.on("error", () => {});
    shell.stdin?.on("error", () => {});
    shell.unref();
    return shell;
  }
}
