// Whether the hub can be heard. Every request reports here; while it cannot, a light question is
// asked every few seconds so that nobody has to press anything when it comes back.
import { hub } from './api/client';

const askAgainMs = 5_000;

class Contact {
	reached = $state(true);
	asking = $state(false);
	#timer: ReturnType<typeof setTimeout> | null = null;
	#waiting: (() => void)[] = [];

	heard(reached: boolean): void {
		const returned = reached && !this.reached;
		this.reached = reached;
		if (!reached) this.#later();
		if (returned) {
			for (const resume of this.#waiting) resume();
		}
	}

	/** Runs `resume` each time contact returns; gives back the way to stop listening. */
	onReturn(resume: () => void): () => void {
		this.#waiting.push(resume);
		return () => {
			this.#waiting = this.#waiting.filter((one) => one !== resume);
		};
	}

	async ask(): Promise<void> {
		if (this.asking) return;
		this.asking = true;
		await hub.health();
		this.asking = false;
	}

	#later(): void {
		if (this.#timer) return;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			if (!this.reached) void this.ask();
		}, askAgainMs);
	}
}

export const contact = new Contact();
