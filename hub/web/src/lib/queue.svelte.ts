// The list of records being worked through. A record that was just decided stays in the list,
// marked, until the list is fetched anew: rows must not jump under the reader's finger, and
// "previous" must still find it.
import { Refused, hub } from './api/client';
import type { Item, Review } from './api/types';
import { choiceFrom, filtersOf, queryOf, type Choice, type Counts } from './filters';
import { hubLanguage } from './i18n.svelte';

const pageSize = 50;

class Queue {
	project = $state<number | null>(null);
	choice = $state<Choice>(choiceFrom(new URLSearchParams()));
	items = $state<Item[]>([]);
	total = $state(0);
	next = $state<string | null>(null);
	facets = $state<Counts>({});
	loading = $state(true);
	failed = $state(false);
	/** Records that arrived since the list was fetched. */
	arrived = $state(0);
	#turn = 0;

	async load(project: number, choice: Choice): Promise<void> {
		const turn = ++this.#turn;
		if (project !== this.project) {
			this.items = [];
			this.facets = {};
		}
		this.project = project;
		this.choice = choice;
		this.loading = true;
		const query = queryOf(choice);
		const lang = hubLanguage();
		try {
			const [page, facets] = await Promise.all([
				hub.queue(project, { ...query, lang, limit: pageSize }),
				hub.facets(project, { ...filtersOf(choice), lang })
			]);
			if (turn !== this.#turn) return;
			this.items = page.items;
			this.total = page.total;
			this.next = page.next;
			this.facets = facets;
			this.arrived = 0;
			this.failed = false;
		} catch (error) {
			if (turn === this.#turn) this.failed = error instanceof Refused;
		} finally {
			if (turn === this.#turn) this.loading = false;
		}
	}

	async more(): Promise<void> {
		if (!this.next || this.project === null) return;
		const turn = this.#turn;
		const page = await hub.queue(this.project, {
			...queryOf(this.choice),
			lang: hubLanguage(),
			limit: pageSize,
			cursor: this.next
		});
		if (turn !== this.#turn) return;
		const known = new Set(this.items.map((item) => item.instanceId));
		this.items.push(...page.items.filter((item) => !known.has(item.instanceId)));
		this.next = page.next;
		this.total = page.total;
	}

	/** Looks quietly whether something came in; the list itself is left alone. */
	async peek(): Promise<void> {
		if (this.project === null || this.loading) return;
		const turn = this.#turn;
		const query = queryOf(this.choice);
		try {
			const [page, facets] = await Promise.all([
				hub.queue(this.project, { ...query, lang: hubLanguage(), limit: pageSize }),
				hub.facets(this.project, { ...filtersOf(this.choice), lang: hubLanguage() })
			]);
			if (turn !== this.#turn) return;
			this.facets = facets;
			const known = new Set(this.items.map((item) => item.instanceId));
			this.arrived = page.items.filter((item) => !known.has(item.instanceId)).length;
		} catch {
			// The banner has been told by the client; nothing else to do.
		}
	}

	/** Writes a changed record into its row and moves the counts with it. */
	settle(record: Review): void {
		const at = this.items.findIndex((item) => item.instanceId === record.instanceId);
		const old = this.items[at];
		if (!old) return;
		if (old.state !== record.state) {
			const states = { ...this.facets.states };
			states[old.state] = Math.max(0, (states[old.state] ?? 0) - 1);
			states[record.state] = (states[record.state] ?? 0) + 1;
			this.facets = { ...this.facets, states };
		}
		this.items[at] = { ...old, state: record.state, photos: record.photos };
	}

	neighbour(id: string | null, step: 1 | -1): Item | null {
		if (id === null) return (step === 1 ? this.items[0] : this.items.at(-1)) ?? null;
		const at = this.items.findIndex((item) => item.instanceId === id);
		if (at < 0) return this.items[0] ?? null;
		return this.items[at + step] ?? null;
	}
}

export const queue = new Queue();
