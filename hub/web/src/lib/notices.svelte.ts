// The one line that says what just happened, with the way to undo it for some seconds. Undoing
// stays possible afterwards too, from the record itself: the line is only the short way.
const seconds = { plain: 5, undo: 12 };

export interface Notice {
	id: number;
	tone: 'done' | 'problem';
	text: string;
	undo: (() => Promise<void>) | null;
}

class Notices {
	current = $state<Notice | null>(null);
	#count = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;

	say(text: string, tone: Notice['tone'] = 'done', undo: Notice['undo'] = null): void {
		this.current = { id: ++this.#count, tone, text, undo };
		this.resume();
	}

	/** The line waits while it is pointed at or holds the focus. */
	hold(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}

	resume(): void {
		this.hold();
		const notice = this.current;
		if (!notice || notice.tone === 'problem') return;
		const wait = notice.undo ? seconds.undo : seconds.plain;
		this.#timer = setTimeout(() => this.close(), wait * 1000);
	}

	async undo(): Promise<void> {
		const undo = this.current?.undo;
		if (!undo) return;
		this.close();
		await undo();
	}

	close(): void {
		this.hold();
		this.current = null;
	}
}

export const notices = new Notices();
