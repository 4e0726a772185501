// The program as its operator sees it: ports, signals, the lock on its data.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
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

const refused = (args: string[], env: Record<string, string>) =>
  spawnSync(BINARY, args, { cwd: ROOT, env: { PATH: process.env.PATH, COLLOQUY_ADDR: "127.0.0.1:0", ...env }, encoding: "utf8", timeout: 60_000 });

test("a log level that is none is refused with a sentence", () => {
  const wrong = refused([], { COLLOQUY_LOG: "verbose" });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("COLLOQUY_LOG");
  expect(wrong.stderr).toContain("a level or directives");
});

test("a site folder without the client is refused with a sentence", () => {
  const wrong = refused([], { COLLOQUY_SITE_DIR: `${server.data}-nothing`, COLLOQUY_DATA_DIR: `${server.data}-other` });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("COLLOQUY_SITE_DIR");
});

test("commands on people make no installation in a mistyped folder", () => {
  const mistyped = `${server.data}-mistyped`;
  for (const args of [["user", "list"], ["user", "promote", "ada"], ["sync", "--dry-run"], ["sync"], ["rotate-keys"]]) {
    const wrong = refused(args, { COLLOQUY_DATA_DIR: mistyped });
    expect(wrong.status, args.join(" ")).toBe(1);
    expect(wrong.stderr, args.join(" ")).toContain(`no installation of Colloquy in ${mistyped}`);
    expect(existsSync(mistyped), args.join(" ")).toBe(false);
  }
});

test("commands on people say to stop the server that runs", () => {
  for (const args of [["user", "list"], ["sync", "--dry-run"], ["rotate-keys"]]) {
    const busy = refused(args, { COLLOQUY_DATA_DIR: server.data });
    expect(busy.status, args.join(" ")).toBe(1);
    expect(busy.stderr, args.join(" ")).toContain("stop it, then run this command again");
  }
});

test("a body that says it is too large is refused before it is sent", async () => {
  const { hostname, port } = new URL(server.base);
  for (const path of ["/api/v1/agents", "/_fn/auth/login", "/api/v1/auth/avatar"]) {
    const answer = await new Promise<string>((done, fail) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 31457280\r\n\r\n`);
      });
      let said = "";
      socket.on("data", (bytes) => (said += bytes.toString()));
      socket.on("error", fail);
      socket.on("close", () => done(said));
    });
    expect(answer, path).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer, path).toContain("payload_too_large");
  }
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
