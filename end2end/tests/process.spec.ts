// The program as its operator sees it: ports, signals, the lock on its data.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { startServer, type Server } from "../fixtures/process";
import { expect, test } from "../fixtures/test";

const ROOT = resolve(__dirname, "../..");
const BINARY = resolve(ROOT, process.env.COLLOQUY_BIN ?? "target/debug/colloquy");
const LISTEN = "0A";

let server: Server;
test.beforeAll(async () => {
  server = await startServer({});
});
test.afterAll(async () => {
  await server.stop();
});

/** Ports on which a process listens, by its open files and the system's tables. */
function openPorts(pid: number): number[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8").trim().split("\n").slice(1).map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === LISTEN && sockets.has(cells[9]!))
      .map((cells) => Number.parseInt(cells[1]!.split(":").pop()!, 16)),
  );
}

test("only the announced port is open", async ({ request }) => {
  test.skip(process.platform !== "linux", "reads the tables of Linux");
  expect((await request.get(`${server.base}/health/ready`)).status()).toBe(200);
  expect(openPorts(server.pid)).toEqual([Number(new URL(server.base).port)]);
});

test("a second process on the same data is refused with the reason", () => {
  const second = spawnSync(BINARY, { cwd: ROOT, env: { PATH: process.env.PATH, COLLOQUY_ADDR: "127.0.0.1:0", COLLOQUY_DATA_DIR: server.data }, encoding: "utf8", timeout: 60_000 });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("is in use by another Colloquy");
  expect(second.stderr).toContain(`process ${server.pid}`);
});

test("a setting that nobody knows stops the start and is named", () => {
  const wrong = spawnSync(BINARY, { cwd: ROOT, env: { PATH: process.env.PATH, COLLOQUY_ADRR: "127.0.0.1:0" }, encoding: "utf8", timeout: 60_000 });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("COLLOQUY_ADRR");
});

test("a port in use is said", () => {
  const port = new URL(server.base).port;
  const wrong = spawnSync(BINARY, { cwd: ROOT, env: { PATH: process.env.PATH, COLLOQUY_ADDR: `127.0.0.1:${port}`, COLLOQUY_DATA_DIR: `${server.data}-other` }, encoding: "utf8", timeout: 60_000 });
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain(port);
});

test("an error is readable when it is compressed", async ({ request }) => {
  for (const path of ["/api/v1/agents", "/api/v1/nothing", "/nothing"]) {
    const answer = await request.get(`${server.base}${path}`, { headers: { "accept-encoding": "gzip", "accept": "*/*" } });
    expect(answer.status()).toBeGreaterThanOrEqual(400);
    expect((await answer.text()).length, path).toBeGreaterThan(20);
  }
});

test("a stop signal ends it cleanly", async () => {
  const other = await startServer({});
  const started = Date.now();
  expect(await other.stop()).toBe(0);
  expect(Date.now() - started).toBeLessThan(10_000);
});
