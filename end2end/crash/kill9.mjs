// Kills the server in the middle of a running simulation, again and again, and checks that after a
// restart the transcript is the one that an uninterrupted run gives: same speakers, same texts,
// dense numbers, and every message exactly once in the event log.
//
//   node end2end/crash/kill9.mjs [number of kills] [seed] [policies, with commas between]
//
// The kills take turns among the policies: one that follows the talk, two that draw by lot (one of them
// after asking a model).
//
// COLLOQUY_BIN names the program (default target/debug/colloquy). Ends with "N passed, M failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = process.env.COLLOQUY_BIN ?? 'target/debug/colloquy';
const KILLS = Number(process.argv[2] ?? 20);
const SEED = Number(process.argv[3] ?? 20261120);
const POLICIES = (process.argv[4] ?? 'mention_first,weighted,model_selector').split(',');
const TURNS = 12;
/** Longest time for a start or for a simulation to finish, in milliseconds. */
const PATIENCE = 120_000;

const INPUT = {
  title: 'Crash test',
  scenario: {
    title: 'Opening hours',
    setting: 'A town council meets the people who run its library.',
    question: 'Should the library open on Sundays, and who should pay for it?',
    goals: ['Agree on one proposal'],
  },
  settings: { model: 'scripted', seed: 4711, max_turns: TURNS, interval_ms: 0 },
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A small seeded generator (mulberry32), so that a failing series can be repeated. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The environment without settings of the person who runs this. */
function environment(data) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(COLLOQUY_|OPENAI_)/.test(name)));
  return { ...clean, COLLOQUY_ADDR: '127.0.0.1:0', COLLOQUY_DATA_DIR: data, COLLOQUY_SCRIPTED_DELAY_MS: '2', COLLOQUY_LOG: 'warn' };
}

/** Starts the program and waits until it says where it listens. */
function start(data) {
  const child = spawn(BIN, ['serve'], { env: environment(data), stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise((done) => child.once('exit', done));
  let said = '';
  return new Promise((done, fail) => {
    const timer = setTimeout(() => { child.kill('SIGKILL'); fail(new Error(`no start in time:\n${said}`)); }, PATIENCE);
    const hear = (bytes) => {
      said += bytes;
      const base = /Listening on (http:\/\/\S+)/.exec(said)?.[1];
      if (base) { clearTimeout(timer); done({ base, gone, kill: (signal) => { child.kill(signal); return gone; } }); }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', fail);
    gone.then(() => { clearTimeout(timer); fail(new Error(`the program ended at its start:\n${said}`)); });
  });
}

async function call(base, token, method, path, body) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text).data;
}

/** Makes and starts the simulation. */
async function begin(base, policy) {
  const token = (await call(base, null, 'POST', '/auth/test-login', {})).access_token;
  const library = await call(base, token, 'GET', '/agents/library?limit=4');
  const participants = library.map(({ slug }) => ({ library: slug }));
  const { id } = await call(base, token, 'POST', '/simulations', { ...INPUT, settings: { ...INPUT.settings, policy }, participants });
  await call(base, token, 'POST', `/simulations/${id}/start`);
  return { token, id };
}

/** Reads the event stream until it ends (or breaks, when `until` is given and the server dies). */
async function events(base, { token, id }, hear) {
  const answer = await fetch(`${base}/api/v1/simulations/${id}/events?after=0`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`the event stream answers ${answer.status}`);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of answer.body) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const data = /^data: ?(.*)$/m.exec(part)?.[1];
      if (data) hear(JSON.parse(data));
    }
  }
}

async function finished(base, { token, id }) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const simulation = await call(base, token, 'GET', `/simulations/${id}`);
    if (simulation.state === 'finished') return;
    if (!['queued', 'running'].includes(simulation.state)) throw new Error(`the simulation is ${simulation.state}: ${simulation.state_reason}`);
    if (Date.now() > until) throw new Error('the simulation did not finish in time');
    await pause(30);
  }
}

async function transcript(base, { token, id }) {
  const messages = [];
  for (;;) {
    const page = await call(base, token, 'GET', `/simulations/${id}/messages?after=${messages.length}&limit=100`);
    if (page.length === 0) return messages;
    messages.push(...page);
  }
}

const line = (message) => `${message.kind} ${message.speaker?.name ?? ''}: ${message.text}`;

/** What is wrong with a finished run, as sentences. */
async function judge(base, run, reference, seen) {
  const wrong = [];
  const messages = await transcript(base, run);
  if (!messages.every((message, index) => message.seq === index + 1)) wrong.push(`numbers are not dense: ${messages.map((m) => m.seq)}`);
  const lines = messages.map(line);
  const differs = lines.findIndex((text, index) => text !== reference[index]);
  if (lines.length !== reference.length) wrong.push(`${lines.length} messages instead of ${reference.length}`);
  if (differs >= 0) wrong.push(`message ${differs + 1} differs:\n    got  ${lines[differs]}\n    want ${reference[differs]}`);
  const log = [];
  await events(base, run, (event) => event.seq && log.push(event));
  if (!log.every((event, index) => event.seq === index + 1)) wrong.push('event numbers are not dense');
  const logged = log.filter((event) => event.type === 'message').map((event) => event.message.seq);
  if (logged.join() !== messages.map((m) => m.seq).join()) wrong.push(`messages in the event log: ${logged}`);
  const ends = log.filter((event) => ['finished', 'stopped', 'failed'].includes(event.type)).length;
  if (ends !== 1) wrong.push(`${ends} terminal events`);
  for (const message of seen) {
    if (lines[message.seq - 1] !== line(message)) wrong.push(`a viewer saw message ${message.seq} before the kill, and it is not there any more`);
  }
  return wrong;
}

async function inFolder(work) {
  const data = mkdtempSync(join(tmpdir(), 'colloquy-crash-'));
  try { return await work(data); } finally { rmSync(data, { recursive: true, force: true }); }
}

/** The uninterrupted run: its lines, and how long it took. */
const uninterrupted = (policy) => inFolder(async (data) => {
  const server = await start(data);
  try {
    const run = await begin(server.base, policy);
    const from = Date.now();
    await finished(server.base, run);
    const took = Date.now() - from;
    return { policy, took, lines: (await transcript(server.base, run)).map(line) };
  } finally { await server.kill('SIGKILL'); }
});

/** One kill and one restart. Gives what is wrong, and how many messages were there at the kill. */
const crash = (reference, after) => inFolder(async (data) => {
  const seen = [];
  let over = false;
  let server = await start(data);
  let run;
  try {
    run = await begin(server.base, reference.policy);
    const hear = (event) => {
      if (event.type === 'message') seen.push(event.message);
      if (event.type === 'finished') over = true;
    };
    const watching = events(server.base, run, hear).catch(() => {}); // breaks with the server
    await pause(after);
    await server.kill('SIGKILL');
    await watching;
  } finally { await server.kill('SIGKILL'); }
  server = await start(data);
  try {
    await finished(server.base, run);
    return { wrong: await judge(server.base, run, reference.lines, seen), seen: seen.length, over };
  } finally { await server.kill('SIGKILL'); }
});

async function main() {
  if (!existsSync(BIN)) throw new Error(`${BIN} is not there: build the program, or set COLLOQUY_BIN`);
  const random = generator(SEED);
  const references = [];
  for (const policy of POLICIES.slice(0, Math.max(KILLS, 1))) {
    const reference = await uninterrupted(policy);
    console.log(`reference: ${reference.lines.length} messages in ${reference.took} ms, ${policy}`);
    if (reference.lines.length < TURNS) throw new Error('the reference is too short');
    references.push(reference);
  }
  let passed = 0, failed = 0, late = 0;
  while (passed + failed < KILLS && late < KILLS) {
    const reference = references[(passed + failed) % references.length];
    const after = Math.round(random() * reference.took * 0.9);
    let outcome;
    try { outcome = await crash(reference, after); } catch (error) { outcome = { wrong: [String(error)], seen: 0, over: false }; }
    const good = outcome.wrong.length === 0;
    if (good && outcome.over) { // not a kill of a running simulation
      late += 1;
      console.log(`late   after ${after} ms everything had been said; another moment is drawn`);
      continue;
    }
    good ? (passed += 1) : (failed += 1);
    console.log(`${good ? 'ok    ' : 'FAILED'} kill ${passed + failed} (${reference.policy}) after ${after} ms, with ${outcome.seen} messages stored${outcome.wrong.map((text) => `\n  ${text}`).join('')}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = passed === KILLS ? 0 : 1;
}

await main();
