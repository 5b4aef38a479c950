// When the reader last touched the page. The page asks the hub by itself too, every minute or so;
// each request says for how long nobody has touched it, so that a session left alone ends.

/** After so long without a touch the hub ends a session (`SESSION_MINUTES`), and the page hides. */
export const idleMs = 30 * 60_000;
/** Who only reads or types asks nothing: so often the hub hears of it all the same. */
export const tellMs = 5 * 60_000;

export class Touch {
	#at: number;
	#told: number;

	constructor(now: number) {
		this.#at = now;
		this.#told = now;
	}

	/** The reader did something. */
	felt(now: number): void {
		this.#at = Math.max(this.#at, now);
	}

	/** Whole seconds since then; the hub hears them with this request. */
	untouched(now: number): number {
		this.#told = now;
		return Math.max(0, Math.floor((now - this.#at) / 1000));
	}

	/** Whether nobody was here for so long that the session has ended. */
	isOver(now: number): boolean {
		return now - this.#at >= idleMs;
	}

	/** Whether the reader was here since the hub last heard of it, and that is a while ago. */
	isDue(now: number): boolean {
		return this.#at > this.#told && now - this.#told >= tellMs;
	}
}

export const touch = new Touch(Date.now());
