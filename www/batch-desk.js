// Answers the questions of batch.js, in a worker or, where there are none, on the page.
import { Batch, Pack, summariseBatch } from "./console/console.js";

export class Desk {
    #packs = [];
    #loaded = new Map();
    #batch;

    /** The packs, loaded when they are first asked for. */
    packs(packs) {
        this.#packs = packs;
    }

    /** The answer to a question, and what of it may be handed over instead of copied. */
    answer(question) {
        switch (question.kind) {
            case "begin": {
                const pack = this.#pack(question.pack);
                // First the new one: where the table is refused, the one before stays to be given back for the next.
                const batch = new Batch(pack, question.header, question.delimiter.charCodeAt(0));
                this.#batch?.free();
                this.#batch = batch;
                const [header, indices, known] = [batch.header(), batch.indices(), batch.known()];
                return { answer: { header, indices, known }, hand: [] };
            }
            case "part": {
                const part = this.#batch.score(question.bytes, question.line);
                const arrays = [part.csv, ...part.probabilities, ...part.labels, ...part.grades];
                return { answer: part, hand: arrays.map((array) => array.buffer) };
            }
            default:
                return { answer: summariseBatch(question.probabilities, question.labels), hand: [] };
        }
    }

    #pack(place) {
        if (!this.#loaded.has(place)) this.#loaded.set(place, new Pack(this.#packs[place]));
        return this.#loaded.get(place);
    }
}
