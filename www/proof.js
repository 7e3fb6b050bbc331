// What the privacy page shows, measured and not promised: requests since the page was ready, the policy in force, and what is stored.

/** An address that this page may not speak to. */
const ELSEWHERE = "https://example.com/";

export class Proof {
    #since = Infinity;
    #requests = [];

    /** Counts from now on. */
    begin() {
        this.#since = performance.now();
        const observer = new PerformanceObserver((list) => {
            for (const { name, startTime } of list.getEntries()) {
                // What the page keeps for itself, such as a scored table, is no request.
                if (startTime > this.#since && /^(https?|wss?):/.test(name) && name !== ELSEWHERE) this.#requests.push(name);
            }
        });
        observer.observe({ type: "resource" });
    }

    requests() {
        return this.#requests.length;
    }

    policy() {
        const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
        return meta?.getAttribute("content") ?? "";
    }

    /** What is stored for this page: how many of each, and the bytes that the browser counts. */
    async storage() {
        const count = async (what) => {
            try {
                return await what();
            } catch {
                return 0;
            }
        };
        return {
            cookies: await count(() => document.cookie.split(";").filter((cookie) => cookie.trim()).length),
            local: await count(() => localStorage.length + sessionStorage.length),
            databases: await count(async () => (await indexedDB.databases()).length),
            bytes: await count(async () => (await navigator.storage.estimate()).usage ?? 0),
        };
    }

    /** Tries to send something elsewhere; whether the browser refused. */
    async attempt() {
        try {
            await fetch(ELSEWHERE, { mode: "no-cors", method: "POST", body: "test" });
            return false;
        } catch {
            return true;
        }
    }

    /** Removes what was stored beside the program itself. */
    forget() {
        try {
            localStorage.clear();
            sessionStorage.clear();
        } catch {
            // There is no storage to clear where a page has none.
        }
    }
}
