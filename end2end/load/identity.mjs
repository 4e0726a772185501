// Figures about signing in, against a real process: whether known and unknown accounts can be told apart by time, what a
// thousand log-ins at once do to memory and health, and whether two tabs that refresh at once both stay signed in.
//
//   node end2end/load/identity.mjs [tries] [parallel]
//
// COLLOQUY_BIN names the program (default target/debug/colloquy). Prints a table; nothing here fails on a slow machine.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = process.env.COLLOQUY_BIN ?? 'target/debug/colloquy';
const TRIES = Number(process.argv[2] ?? 200);
const PARALLEL = Number(process.argv[3] ?? 1000);
const PASSWORD = 'correct horse battery staple';

const data = mkdtempSync(join(tmpdir(), 'colloquy-load-'));
const child = spawn(BIN, {
  env: { PATH: process.env.PATH, HOME: process.env.HOME, COLLOQUY_ADDR: '127.0.0.1:0', COLLOQUY_DATA_DIR: data, COLLOQUY_LOG: 'error', COLLOQUY_TRUSTED_PROXIES: '127.0.0.1/32' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const base = await new Promise((done, fail) => {
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
    const address = /Listening on (http:\/\/\S+)/.exec(said)?.[1];
    if (address) done(`${address}/api/v1`);
  });
  child.once('exit', (code) => fail(new Error(`the program ended with ${code}`)));
});

let callers = 0;
/** Every call comes from an address of its own, as a proxy would say, so that no limit of an address is met. */
const from = () => ({ 'content-type': 'application/json', 'x-forwarded-for': `203.0.${(callers >> 8) & 255}.${callers++ & 255}` });
const post = (path, body) => fetch(base + path, { method: 'POST', headers: from(), body: JSON.stringify(body) });
const memory = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const row = (what, value) => console.log(`${what.padEnd(58)} ${value}`);

async function timed(email) {
  const began = performance.now();
  const answer = await post('/auth/login', { email, password: 'not the password at all' });
  await answer.arrayBuffer();
  return { ms: performance.now() - began, status: answer.status };
}

try {
  for (let n = 0; n < 20; n += 1) await post('/auth/register', { email: `known${n}@example.org`, password: PASSWORD, name: 'Known' });
  const known = [], unknown = [];
  for (let n = 0; n < TRIES; n += 1) {
    known.push((await timed(`known${n % 20}@example.org`)).ms);
    unknown.push((await timed(`nobody${n % 20}@example.org`)).ms);
  }
  row(`log-in refused, known account, median of ${TRIES}`, `${median(known).toFixed(1)} ms`);
  row(`log-in refused, unknown account, median of ${TRIES}`, `${median(unknown).toFixed(1)} ms`);
  row('ratio of the two', (Math.max(median(known), median(unknown)) / Math.min(median(known), median(unknown))).toFixed(3));

  const before = memory('VmRSS');
  let running = true;
  const health = [];
  const watch = (async () => {
    while (running) {
      const began = performance.now();
      const answer = await fetch(base.replace('/api/v1', '/health/live'));
      health.push({ ms: performance.now() - began, status: answer.status });
      await new Promise((done) => setTimeout(done, 100));
    }
  })();
  const began = performance.now();
  const answers = await Promise.all(Array.from({ length: PARALLEL }, (_, n) => timed(`known${n % 20}@example.org`)));
  running = false;
  await watch;
  const statuses = [...new Set(answers.map((a) => a.status))].sort();
  const counts = statuses.map((status) => `${status}: ${answers.filter((a) => a.status === status).length}`).join(', ');
  row(`${PARALLEL} log-ins at once`, `${((performance.now() - began) / 1000).toFixed(1)} s; answers ${counts}`);
  row('memory before, highest during', `${before.toFixed(0)} MB, ${memory('VmHWM').toFixed(0)} MB`);
  row('health meanwhile', `${health.filter((h) => h.status === 200).length} of ${health.length} answers 200, slowest ${Math.max(...health.map((h) => h.ms)).toFixed(0)} ms`);

  const pair = (await (await post('/auth/register', { email: 'tabs@example.org', password: PASSWORD, name: 'Tabs' })).json()).data;
  const both = await Promise.all([1, 2].map(() => post('/auth/refresh', { refresh_token: pair.refresh_token })));
  row('two refreshes at once', both.map((answer) => answer.status).join(' and '));
  const next = (await both[0].json()).data;
  const used = await fetch(`${base}/auth/me`, { headers: { authorization: `Bearer ${next.access_token}` } });
  const late = await post('/auth/refresh', { refresh_token: pair.refresh_token });
  const after = await fetch(`${base}/auth/me`, { headers: { authorization: `Bearer ${next.access_token}` } });
  row('new pair used, old token once more, new token after', `${used.status}, ${late.status}, ${after.status}`);
} finally {
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));
  rmSync(data, { recursive: true, force: true });
}
