// Prints rate, age and losses of a topic each second, and keeps the newest picture:
//     node example.js tcp://pi:5555 front/jpeg/ [newest.jpg]
import { writeFileSync } from "node:fs";

import { subscribe } from "./sluice.js";

const [endpoint, topic, picture] = process.argv.slice(2);
if (!topic) {
  console.error("node example.js ENDPOINT TOPIC [PICTURE], such as tcp://127.0.0.1:5555 front/jpeg/ newest.jpg");
  process.exit(2);
}

const frames = subscribe(endpoint, topic);
let count = 0;
let since = Date.now();
for (;;) {
  const frame = await frames.next(3000);
  if (!frame) {
    console.error(frames.trouble || `${endpoint}: nothing on ${topic}; is that the name?`);
    continue;
  }
  ++count;
  if (Date.now() - since < 1000) continue;
  const { w, h } = frame.header;
  const age = frame.latency ? `  age ${frame.latency.ms.toFixed(1)} ms${frame.latency.clock === "wall" ? " by wall clocks" : ""}` : "";
  console.log(`${frame.topic} ${w}x${h}  ${count} fps${age}  lost ${frames.lost}  passed over ${frames.skipped}`);
  if (picture) writeFileSync(picture, frame.payload);
  count = 0;
  since = Date.now();
}
