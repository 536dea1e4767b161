// Reads the frames that `sluice` publishes:
//
//     for await (const frame of subscribe("tcp://pi:5555", ["front/jpeg/"])) use(frame.payload);
import { readFileSync } from "node:fs";
import { Subscriber } from "zeromq";

import { readKeyFile } from "./keys.js";
import { Newest } from "./newest.js";
import { explainSilence } from "./silence.js";
import { readMessage } from "./wire.js";

export { readKeyFile, readMessage };

const mostTopics = 256;
const patience = 2e6; // us without a frame that should have come
const monotonicUs = () => Number(process.hrtime.bigint() / 1000n);
const wallUs = () => Date.now() * 1000;

function ownBoot() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/**
 * { ms, clock } since the capture of a frame: "monotonic" where one clock told both ends, "wall" where the clocks of two
 * machines did, and what these differ is part of the figure. null where it makes no sense.
 */
export function latencyOf(header, own, statBoot, monotonic = monotonicUs(), wall = wallUs()) {
  const boot = header.src_epoch === undefined ? statBoot : header.boot;
  const shared = own !== "" && boot === own;
  const us = shared ? monotonic - header.ts_us : wall - header.wall_us;
  if (us < -1000 || us > 3600e6) return null;
  return { ms: Math.max(0, us) / 1000, clock: shared ? "monotonic" : "wall" };
}

/** Counts losses of one topic by the gaps in seq. What a new epoch sent before a new link stood is none. */
export class Losses {
  #known = null;

  take(epoch, seq, links) {
    const known = this.#known;
    const anew = known?.epoch !== epoch;
    let lost = 0;
    if (known && !anew) lost = Math.max(0, seq - known.next);
    if (known && anew && known.links === links) lost = seq;
    this.#known = { epoch, links, next: anew ? seq + 1 : Math.max(known.next, seq + 1) };
    return lost;
  }
}

/**
 * Frames of one publisher, newest-only: what waited while the program was busy is passed over. Connects and reconnects by
 * itself. A frame is { topic, name, kind, header, payload, lost, skipped, latency }.
 */
export class Frames {
  /** Connected, and speaks to us. */
  linked = false;
  /** What the publisher last said of itself: the header of its newest sluice/stat/. */
  stat = null;
  /** Frames lost on the way here; messages that this client does not know. */
  lost = 0;
  ignored = 0;

  #socket;
  #endpoint;
  #topics;
  #own = ownBoot();
  #newest;
  #losses = new Map();
  #links = 0;
  #linkedAt = 0;
  #heard = -1;
  #statOn = 0; // which link
  #connected = false;
  #reached = false; // the try to connect that is under way has come as far as a socket
  #unknownHost = false;
  #refused = "";
  #again = null;
  #onEvent;
  #failed = null;
  #closed = false;
  #awake = () => {};
  #turn = false;

  constructor(endpoint, topics, { key, serverKey, onEvent = () => {} } = {}) {
    if (!/^(tcp|ipc):\/\/[^*]/.test(endpoint)) throw new Error(`${endpoint}: no address to connect to; write tcp://HOST:PORT or ipc:///PATH`);
    if (!topics.length) throw new Error(`${endpoint}: no topic; name one, such as front/jpeg/`);
    if (!key !== !serverKey) throw new Error(`${endpoint}: key and serverKey belong together; set both, or none`);
    this.#endpoint = endpoint;
    this.#topics = [...topics];
    this.#onEvent = onEvent;
    this.#newest = new Newest(endpoint.startsWith("ipc:") ? 40000 : 100000);
    this.#socket = new Subscriber({
      linger: 0, receiveHighWaterMark: 100 * Math.min(topics.length, 10), maxMessageSize: 256 << 20,
      reconnectInterval: 100, reconnectMaxInterval: 1000, ipv6: endpoint.includes("["),
      tcpKeepalive: 1, tcpKeepaliveIdle: 5, tcpKeepaliveInterval: 5, tcpKeepaliveCount: 3,
    });
    if (key) {
      const own = readKeyFile(key, true);
      Object.assign(this.#socket, { curvePublicKey: own.publicKey, curveSecretKey: own.secretKey });
      this.#socket.curveServerKey = readKeyFile(serverKey, false).publicKey;
    }
    this.#watch();
    this.#socket.connect(endpoint);
    this.#socket.subscribe("sluice/stat/", ...topics);
    this.#receive();
  }

  /** Frames that came and were passed over for newer ones. */
  get skipped() {
    return this.#newest.skipped;
  }

  /**
   * Why nothing comes, for people: no link, no such topic, a camera that is away. Empty while frames come; without one of a
   * topic that is there, for two seconds.
   */
  get trouble() {
    if (!this.linked) return `${this.#endpoint}: ${this.#linkTrouble()}`;
    const longSilent = monotonicUs() - Math.max(this.#heard, this.#linkedAt) >= patience;
    if (this.#heard >= this.#linkedAt && !longSilent) return "";
    // What the publisher of another link said is not of this one.
    if (this.#statOn === this.#links) return explainSilence(this.#topics, this.stat, longSilent);
    return longSilent ? "linked, but nothing comes, not even sluice/stat/; is it sluice that publishes there?" : "";
  }

  /** The next frame; null: none came within so many ms, or this is closed. */
  async next(mostMs = Infinity) {
    const entered = monotonicUs();
    const deadline = entered + mostMs * 1000;
    // What came while the program was busy is read in the loop's next turn.
    await new Promise(setImmediate);
    for (;;) {
      if (this.#failed) throw this.#failed;
      const now = monotonicUs();
      const frame = this.#newest.pick(now, entered);
      if (frame) return Object.assign(frame, { latency: latencyOf(frame.header, this.#own, this.stat?.boot) });
      if (this.#closed || now >= deadline) return null;
      await this.#wait(Math.min(this.#newest.wake, deadline) - now);
    }
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (let frame; (frame = await this.next()); ) yield frame;
    } finally {
      this.close();
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#again);
    this.#socket.close();
    this.#awake();
  }

  #linkTrouble() {
    if (this.#refused) return this.#refused;
    if (this.#unknownHost) return "no host of that name is found; check the name, or write its IP address";
    return "nobody answers; is the publisher running, and is this what its bind says?";
  }

  #wait(us) {
    return new Promise((resolve) => {
      const timer = us === Infinity ? null : setTimeout(() => this.#awake(), Math.min(Math.ceil(us / 1000), 2 ** 31 - 1));
      this.#awake = () => {
        clearTimeout(timer);
        this.#awake = () => {};
        resolve();
      };
    });
  }

  // Reads whatever comes, at once: it is us that must not leave anything waiting.
  async #receive() {
    try {
      for await (const parts of this.#socket) {
        this.#take(parts);
        if (this.#turn) continue;
        // After all that is there was read.
        this.#turn = true;
        setImmediate(() => {
          this.#turn = false;
          this.#awake();
        });
      }
    } catch (error) {
      if (!this.#closed) this.#failed = error;
      this.#awake();
    }
  }

  #take(parts) {
    const message = readMessage(parts);
    const known = message && (this.#losses.has(message.topic) || this.#losses.size < mostTopics);
    if (!known) {
      ++this.ignored;
    } else if (message.kind === "stat") {
      this.stat = message.header;
      this.#statOn = this.#links;
    } else if (message.kind === "event") {
      this.#onEvent(message);
    } else {
      if (!this.#losses.has(message.topic)) this.#losses.set(message.topic, new Losses());
      message.lost = this.#losses.get(message.topic).take(message.header.epoch, message.header.seq, this.#links);
      this.lost += message.lost;
      this.#heard = monotonicUs();
      this.#newest.put(message, monotonicUs(), wallUs());
    }
  }

  async #watch() {
    try {
      for await (const event of this.#socket.events) this.#note(event.type);
    } catch (error) {
      if (!this.#closed) this.#failed = error;
      this.#awake();
    }
  }

  #note(event) {
    const retried = event === "connect:retry";
    // A name that leads nowhere is tried again before there is a socket.
    if (retried) this.#unknownHost = !this.#reached && !this.#connected;
    this.#reached = !retried;
    if (event === "connect") {
      this.#connected = true;
      this.#unknownHost = false;
    } else if (event === "handshake") {
      this.linked = true;
      this.#refused = "";
      this.#linkedAt = monotonicUs();
      ++this.#links;
    } else if (event === "handshake:error:auth") {
      this.#refuse("refuses our key; put the public one of the pair into the publisher's folder of clients");
    } else if (event.startsWith("handshake:error")) {
      this.#refuse("does not let us in; if its sink has curve, key and serverKey must be set and be the right ones, and its type zmq, not zmq_latest");
    } else if (event === "disconnect") {
      // No word of a handshake that failed: it was ended for what we are.
      if (this.#connected && !this.linked) this.#refuse("hangs up; subscribe() wants a zmq sink, and a zmq_latest sink is asked and not subscribed to");
      this.linked = this.#connected = false;
    } else if (event === "close" && !this.linked) {
      this.#refused = ""; // nobody is there any more who could refuse
    }
  }

  // libzmq gives up where it is refused; whoever runs the publisher may yet let us in.
  #refuse(why) {
    this.linked = this.#connected = false;
    this.#refused = why;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      if (this.#closed || this.linked) return;
      this.#socket.disconnect(this.#endpoint);
      this.#socket.connect(this.#endpoint);
    }, 1000);
  }
}

/** `topics`: "front/jpeg/", or a list; `key`, `serverKey`: key files, for a publisher with `curve`; `onEvent`: gets events. */
export function subscribe(endpoint, topics, options) {
  return new Frames(endpoint, [topics].flat(), options);
}
