// The client, the example and the real program.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";

import { subscribe } from "./sluice.js";

const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
const running = new Set();
after(() => {
  for (const one of running) one.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function start(program, ...words) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  child.said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (child.said += text));
  running.add(child);
  return child;
}
async function stop(child) {
  running.delete(child);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGTERM");
  return ended;
}
async function until(done) {
  for (const deadline = Date.now() + 20000; !done(); await new Promise(setImmediate)) assert.ok(Date.now() < deadline, "it did not happen");
}

const endpoint = `ipc://${folder}/live`;
const config = join(folder, "front.yaml");
writeFileSync(config, `sluice: 1
sources: { front: { type: pattern, size: 320x240, fps: 30 } }
sinks: { live: { type: zmq, bind: "${endpoint}", from: front }, asked: { type: zmq_latest, bind: "${endpoint}-asked", from: front } }
`);
const run = () => start(process.env.SLUICE_PROGRAM, "run", config);

test("frames are handed out in time, and each once", { timeout: 60000 }, async () => {
  const program = run();
  const frames = subscribe(endpoint, "front/jpeg/");
  let count = 0, last = -1;
  for await (const frame of frames) {
    assert.equal(frame.payload.readUInt16BE(0), 0xffd8);
    assert.ok(frame.header.seq > last, program.said);
    last = frame.header.seq;
    if (frame.latency?.clock === "monotonic" && ++count === 30) break;
  }
  assert.equal(frames.lost, 0);
  assert.equal(frames.ignored, 0);
  assert.equal(frames.stat.topics[0].topic, "front/jpeg/");
  assert.equal(await stop(program), 0);
});

test("a slow reader gets the newest, whether it waits or computes", { timeout: 60000 }, async () => {
  const program = run();
  const frames = subscribe(endpoint, ["front/jpeg/"]);
  for (let seen = 0; seen < 2 || !frames.stat; ++seen) assert.ok(await frames.next(20000), frames.trouble + program.said);
  const wait = (busy) => (busy ? () => { for (const end = Date.now() + 100; Date.now() < end; ); } : () => new Promise((resolve) => setTimeout(resolve, 100)));
  for (const busy of [true, false]) {
    const ages = [], skipped = frames.skipped;
    for (let i = 0; i < 15; ++i) {
      await wait(busy)();
      const frame = await frames.next(20000);
      ages.push(frame.latency.ms);
      assert.equal(frame.lost, 0);
    }
    assert.ok(frames.skipped >= skipped + 15, `${frames.skipped}`);
    assert.ok(ages.sort((a, b) => a - b)[7] < 40, `${ages}`);
  }
  frames.close();
  assert.equal(await frames.next(), null, "it is closed");
  assert.equal(await stop(program), 0);
});

test("a program that comes back is found again", { timeout: 60000 }, async () => {
  let program = run();
  const frames = subscribe(endpoint, ["front/jpeg/", "front/event/"]);
  const before = await frames.next(20000);
  assert.ok(before, program.said);
  assert.equal(await stop(program), 0);
  while (await frames.next(100));
  await until(() => /nobody answers; /.test(frames.trouble));
  program = run();
  const after = await frames.next(20000);
  assert.ok(after.header.epoch > before.header.epoch);
  assert.equal(after.lost, 0);
  frames.close();
  assert.equal(await stop(program), 0);
});

test("it is told why nothing comes", { timeout: 60000 }, async () => {
  const program = run();
  const told = async (at, topic, words) => {
    const frames = subscribe(at, topic);
    await until(() => frames.trouble === words);
    frames.close();
  };
  await told(endpoint, "front/jpg/", "linked, but there is no topic front/jpg/; did you mean front/jpeg/?");
  await told(`${endpoint}-asked`, "front/jpeg/",
             `${endpoint}-asked: hangs up; subscribe() wants a zmq sink, and a zmq_latest sink is asked and not subscribed to`);
  await told("tcp://no-such-host.invalid:5555", "front/jpeg/",
             "tcp://no-such-host.invalid:5555: no host of that name is found; check the name, or write its IP address");
  assert.equal(await stop(program), 0, program.said);
});

test("events come beside frames", { timeout: 60000 }, async () => {
  const short = join(folder, "short.yaml");
  writeFileSync(short, readFileSync(config, "utf8").replace("fps: 30", "fps: 30, frames: 60"));
  const program = start(process.env.SLUICE_PROGRAM, "run", short);
  const states = [];
  const frames = subscribe(endpoint, ["front/notes/", "front/event/"], { onEvent: (event) => states.push(event.header.event) });
  const frame = await frames.next(20000);
  assert.equal(frame.payload.length, 0, program.said);
  await until(() => states.includes("ended"));
  frames.close();
});

test("the example prints and keeps the picture", { timeout: 60000 }, async () => {
  const program = run();
  const picture = join(folder, "newest.jpg");
  const example = start(process.execPath, "example.js", endpoint, "front/jpeg/", picture);
  await until(() => / \d+ fps  age [\d.]+ ms  lost 0  passed over \d+/.test(example.said) && existsSync(picture));
  assert.match(example.said, /front\/jpeg\/ 320x240/);
  await stop(example);
  assert.equal(await stop(program), 0);
});

test("a reader that was stopped for ten seconds shows a fresh frame", { timeout: 60000 }, async () => {
  const program = run();
  const reader = start(process.execPath, "--input-type=module", "--eval", `
    import { subscribe } from "./sluice.js";
    const now = () => Number(process.hrtime.bigint() / 1000n);
    for await (const frame of subscribe("${endpoint}", "front/jpeg/")) console.log(now(), now() - frame.header.ts_us);`);
  const ageAfter = (since) => reader.said.split("\n").slice(0, -1).map((line) => line.split(" ").map(Number)).find(([handed]) => handed > since)?.[1];
  await until(() => ageAfter(0) !== undefined);
  // Another reader tells when 300 frames went by.
  const frames = subscribe(endpoint, "front/jpeg/");
  const first = await frames.next(20000);
  // Right after a line it has no frame in hand that it would print when it goes on.
  const before = reader.said.length;
  await until(() => reader.said.length > before);
  reader.kill("SIGSTOP");
  for (let seq = 0; seq < first.header.seq + 300; seq = (await frames.next(20000)).header.seq);
  const awake = Number(process.hrtime.bigint() / 1000n);
  reader.kill("SIGCONT");
  await until(() => ageAfter(awake) !== undefined);
  assert.ok(ageAfter(awake) < 70000, `${ageAfter(awake)} us`);
  frames.close();
  await stop(reader);
  assert.equal(await stop(program), 0);
});
