// Scores a table in workers: reads the file piece by piece, cuts it between records, hands the parts out, and puts what comes back in order.
// The workers are started behind the page's first picture, and before it counts as loaded: from then on nothing is requested.
import { Desk } from "./batch-desk.js";

/** Bytes read at a time: small enough that cutting them never holds up the page. */
const PIECE = 1 << 19;
/** The same where there are no workers and the page itself scores. */
const SMALL_PIECE = 1 << 15;
/** Parts that a worker may have at a time, so that it never waits for the next. */
const IN_HAND = 2;

const QUOTE = 34;
const NEWLINE = 10;

export class Workforce {
    #posts = [];
    #job = 0;
    #open;
    #start;
    /** Whose table is being scored: its pack, and who hears of it. */
    #running;
    /** By pack, where its scored table is, in this page. */
    #urls = new Map();

    /**
     * @param {WebAssembly.Module} module The compiled program, shared with the workers.
     * @param {() => Promise<{ pack: ArrayBuffer }[]>} fetched Fetches the packs, in the console's order.
     * @param {(() => Worker) | null} [hire] Makes a worker; without, the page does the work itself in small parts.
     */
    constructor(module, fetched, hire = () => new Worker(new URL("./main.js", import.meta.url), { type: "module" })) {
        this.#start = async () => {
            const count = hire ? Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2) - 1)) : 0;
            const packs = (await fetched()).map(({ pack }) => pack);
            try {
                for (let i = 0; i < count; i += 1) this.#posts.push(remote(hire(), module, packs));
                await Promise.all(this.#posts.map((post) => post.ready));
            } catch (error) {
                console.warn(`Tables will be scored by the page itself: ${error?.message ?? error}`);
                this.#posts = [];
            }
            // Without workers the page does it all, a little at a time.
            if (this.#posts.length === 0) this.#posts = [local(packs)];
        };
    }

    /** Starts the workers; resolves once they can work. */
    open() {
        this.#open ??= this.#start();
        return this.#open;
    }

    /**
     * Scores a table. `hear` is told `{ kind: "progress", rows, share }`, then `{ kind: "done", rows, seconds, indices, gaps, url }` or
     * `{ kind: "error", message }`; `{ kind: "cancelled" }` where a table of another pack comes first.
     * @param {Blob} source
     * @param {number} pack
     * @param {(event: object) => void} hear
     */
    async run(source, pack, hear) {
        if (this.#running && this.#running.pack !== pack) this.#running.hear({ kind: "cancelled" });
        this.forget(pack);
        this.#job += 1;
        const job = this.#job;
        this.#running = { pack, hear };
        const current = () => job === this.#job;
        try {
            await this.open();
            const answer = await this.#score(source, pack, current, hear);
            if (answer && current()) hear(answer);
        } catch (error) {
            if (current()) hear({ kind: "error", message: error?.message ?? String(error) });
        } finally {
            if (current()) this.#running = undefined;
        }
    }

    /** Stops the table of a pack where it runs, and forgets where it was scored; the workers stay for the next one. */
    forget(pack) {
        if (this.#running?.pack === pack) {
            this.#job += 1;
            this.#running = undefined;
        }
        if (this.#urls.has(pack)) URL.revokeObjectURL(this.#urls.get(pack));
        this.#urls.delete(pack);
    }

    /** The same for all packs. */
    clear() {
        for (const pack of new Set([...this.#urls.keys(), this.#running?.pack])) this.forget(pack);
    }

    async #score(source, pack, current, hear) {
        const started = performance.now();
        const piece = this.#posts[0].local ? SMALL_PIECE : PIECE;
        const cutter = new Cutter();
        const first = await header(source, cutter);
        const delimiter = guess(first);
        const heads = await Promise.all(this.#posts.map((post) => post.ask({ kind: "begin", pack, header: first, delimiter })));
        const parts = [];
        let [done, rows, number] = [0, 0, 0];
        const idle = this.#posts.flatMap((post) => Array(IN_HAND).fill(post));
        const busy = new Set();
        let failed;
        const give = (bytes, line) => {
            const [post, place, size] = [idle.pop(), number, bytes.length];
            number += 1;
            const task = post.ask({ kind: "part", bytes, line }, [bytes.buffer]).then((part) => {
                parts[place] = { ...part, csv: new Blob([part.csv]) };
                [rows, done] = [rows + part.rows, done + size];
                if (current()) hear({ kind: "progress", rows, share: Math.min(1, (cutter.headerBytes + done) / source.size) });
            }, (error) => { failed ??= error; }).finally(() => {
                idle.push(post);
                busy.delete(task);
            });
            busy.add(task);
        };
        let rest = new Uint8Array(0);
        for (let at = cutter.headerBytes; at < source.size && current() && !failed; at += piece) {
            const fresh = new Uint8Array(await source.slice(at, at + piece).arrayBuffer());
            const last = at + piece >= source.size;
            const joined = join(rest, fresh);
            const { cut, lines, line } = cutter.cut(joined, rest.length, last);
            rest = joined.slice(cut);
            if (cut > 0) {
                while (idle.length === 0) await Promise.race(busy);
                give(joined.slice(0, cut), line);
                cutter.pass(lines);
            }
        }
        while (busy.size > 0) await Promise.race(busy);
        if (failed) throw failed;
        if (!current()) return undefined;
        const indices = await this.#sum(parts, heads[0].indices);
        if (!current()) return undefined;
        // By field of the pack: what could not be read, and -1 for what the table does not have.
        const gaps = Array.from(heads[0].known, (known, field) => (known ? parts.reduce((sum, part) => sum + part.mistyped[field], 0) : -1));
        const url = URL.createObjectURL(new Blob([heads[0].header, ...parts.map((part) => part.csv)], { type: "text/csv" }));
        this.#urls.set(pack, url);
        return { kind: "done", rows, seconds: (performance.now() - started) / 1000, indices, gaps, url };
    }

    /** What all parts come to, index by index. */
    async #sum(parts, count) {
        const indices = [];
        for (let index = 0; index < count; index += 1) {
            const probabilities = concat(parts.map((part) => part.probabilities[index]), Float32Array);
            const labels = concat(parts.map((part) => part.labels[index]), Uint8Array);
            const grades = Array(7).fill(0);
            for (const part of parts) part.grades[index].forEach((count, grade) => (grades[grade] += count));
            const summary = await this.#posts[0].ask({ kind: "sum", probabilities, labels }, [probabilities.buffer, labels.buffer]);
            indices.push({ summary, grades });
        }
        return indices;
    }
}

/** Finds where records end: at ends of line outside quotes. */
class Cutter {
    #quoted = false;
    #line = 2;
    headerBytes = 0;

    /** The last end of a record in `bytes`, of which the first `seen` were looked at before; at the table's end everything. */
    cut(bytes, seen, last) {
        let [cut, lines, lost] = [0, 0, this.lines ?? 0];
        for (let i = seen; i < bytes.length; i += 1) {
            const byte = bytes[i];
            if (byte === QUOTE) this.#quoted = !this.#quoted;
            else if (byte === NEWLINE) {
                lost += 1;
                if (!this.#quoted) {
                    cut = i + 1;
                    lines = lost;
                }
            }
        }
        if (last) [cut, lines] = [bytes.length, lost];
        this.lines = lost - lines;
        return { cut, lines, line: this.#line };
    }

    pass(lines) {
        this.#line += lines;
    }
}

/** The first line, without its end. */
async function header(source, cutter) {
    const bytes = new Uint8Array(await source.slice(0, PIECE).arrayBuffer());
    let [quoted, end] = [false, 0];
    while (end < bytes.length && (quoted || bytes[end] !== NEWLINE)) {
        if (bytes[end] === QUOTE) quoted = !quoted;
        end += 1;
    }
    cutter.headerBytes = Math.min(end + 1, source.size);
    return bytes.slice(0, end > 0 && bytes[end - 1] === 13 ? end - 1 : end);
}

/** What stands between fields: the likeliest of the usual characters, by the header. */
function guess(first) {
    const count = (character) => first.reduce((sum, byte) => sum + (byte === character.charCodeAt(0) ? 1 : 0), 0);
    return [",", ";", "\t", "|"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function join(a, b) {
    const all = new Uint8Array(a.length + b.length);
    all.set(a);
    all.set(b, a.length);
    return all;
}

function concat(arrays, Kind) {
    const all = new Kind(arrays.reduce((sum, array) => sum + array.length, 0));
    let at = 0;
    for (const array of arrays) {
        all.set(array, at);
        at += array.length;
    }
    return all;
}

/** A worker that answers questions one after the other. */
function remote(worker, module, packs) {
    const waiting = [];
    const ask = (question, hand = []) =>
        new Promise((resolve, reject) => {
            waiting.push({ resolve, reject });
            worker.postMessage(question, hand);
        });
    worker.onmessage = ({ data }) => {
        const { resolve, reject } = waiting.shift();
        if (data.error) reject(Object.assign(new Error(data.error.message), { kind: data.error.kind }));
        else resolve(data.answer);
    };
    worker.onerror = (event) => {
        event.preventDefault?.();
        const error = new Error(event.message || "a worker could not start");
        for (const { reject } of waiting.splice(0)) reject(error);
    };
    return { ask, ready: ask({ kind: "start", module, packs }) };
}

/** The same on the page itself, with a breath between questions. */
function local(packs) {
    const desk = new Desk();
    desk.packs(packs);
    const ask = async (question) => {
        await new Promise((resolve) => setTimeout(resolve));
        return desk.answer(question).answer;
    };
    return { ask, local: true };
}
