// Which frame to hand out. Times are in us; `now` is CLOCK_MONOTONIC.

const ms = 1000;
const anotherClock = 60000 * ms; // so much of a leap is no lateness
const drift = 5000;              // two clocks may part by 1 us in so many
const quiet = 100 * ms;          // nothing newer for so long: there is none
const patience = 500 * ms;       // newer ones, but none in time: the link is that slow
const rest = 5000 * ms;          // and is not asked to be quicker for a while

// How much later than usual the frames of one topic come. What our clock and the capture time differ least by is the usual.
class Lateness {
  #usual = null;
  #since = 0;
  #last = null;
  period = 0;

  saw({ epoch, seq, ts_us: ts }, now, wallAge) {
    const offset = now - ts;
    const last = this.#last;
    if (this.#usual === null || (epoch !== last.epoch && offset - this.#at(now) > anotherClock)) {
      this.accept(offset - (wallAge > 0 && wallAge < anotherClock ? wallAge : 0), now);
      this.period = 0;
    } else if (offset < this.#at(now)) {
      this.accept(offset, now);
    }
    if (last && epoch === last.epoch && seq === last.seq + 1 && ts > last.ts) {
      const step = Math.min(ts - last.ts, 2000 * ms);
      this.period += this.period === 0 ? step : (step - this.period) / 4;
    }
    this.#last = { epoch, seq, ts };
  }
  of(ts, now) {
    return now - ts - this.#at(now);
  }
  accept(offset, now) {
    this.#usual = offset;
    this.#since = now;
  }
  #at(now) {
    return this.#usual + (now - this.#since) / drift;
  }
}

/** The newest frame of each topic; one that waited behind others is held back a little, for the newer ones that follow it. */
export class Newest {
  #streams = new Map();
  #limit;
  #turns = 0;
  skipped = 0;
  wake = Infinity; // when one that is held back goes all the same

  /** `limit`: so much later than usual is not late yet. */
  constructor(limit) {
    this.#limit = limit;
  }

  put(frame, now, wallNow) {
    let stream = this.#streams.get(frame.topic);
    if (!stream) {
      stream = { waiting: null, lateness: new Lateness(), lost: 0, skipped: 0, turn: 0, heldSince: null, arrived: 0, patientAgain: 0 };
      this.#streams.set(frame.topic, stream);
    }
    stream.lateness.saw(frame.header, now, wallNow - frame.header.wall_us);
    stream.lost += frame.lost;
    stream.arrived = now;
    if (stream.waiting) {
      ++stream.skipped;
      ++this.skipped;
    }
    stream.waiting = frame;
  }

  /** The next to hand out, topics in turn; null: none may go yet. `entered`: since when the program waits. */
  pick(now, entered) {
    this.wake = Infinity;
    let next = null;
    for (const stream of this.#streams.values())
      if (stream.waiting && this.#ready(stream, now, entered) && (!next || stream.turn < next.turn)) next = stream;
    if (!next) return null;
    const frame = Object.assign(next.waiting, { lost: next.lost, skipped: next.skipped });
    Object.assign(next, { waiting: null, lost: 0, skipped: 0, turn: ++this.#turns, heldSince: null });
    return frame;
  }

  #ready(stream, now, entered) {
    const ts = stream.waiting.header.ts_us;
    const late = stream.lateness.of(ts, now) > Math.max(this.#limit, stream.lateness.period);
    if (!late || now < stream.patientAgain) return true;
    stream.heldSince ??= Math.max(entered, stream.arrived);
    const until = Math.min(stream.heldSince + patience, Math.max(stream.arrived, entered) + quiet);
    if (now < until) {
      this.wake = Math.min(this.wake, until);
      return false;
    }
    stream.lateness.accept(now - ts, now);
    stream.patientAgain = now + rest;
    return true;
  }
}
