// The record on the desk and what is being done to it.
import { Refused, Unreachable, hub } from './api/client';
import type { Comment, HistoryEntry, Phone, Review, ReviewAction } from './api/types';
import { hubLanguage, sentence, t, tn } from './i18n.svelte';
import { notices } from './notices.svelte';
import { queue } from './queue.svelte';
import type { Typed } from './typed';

export type Box = 'correction' | 'comment' | 'reject' | 'conflict' | 'help' | 'photo' | 'handover' | null;
export type Trouble = 'missing' | 'refused' | 'away' | null;

class Desk {
	project = $state<number | null>(null);
	id = $state<string | null>(null);
	record = $state<Review | null>(null);
	trouble = $state<Trouble>(null);
	working = $state(false);
	box = $state<Box>(null);
	photo = $state(0);
	/** What changed while the reader was deciding. */
	changes = $state<HistoryEntry[]>([]);
	/** Comments written and not sent, by record: closing a box must not lose words. */
	drafts = $state<Record<string, Comment[]>>({});
	/** Reasons for rejecting that were written and not sent, by record. */
	reasons = $state<Record<string, string>>({});
	/** Where to go once a decision was taken back; the pages set it. */
	undone: (id: string) => void = () => {};
	#turn = 0;

	async open(project: number, id: string): Promise<void> {
		const turn = ++this.#turn;
		if (id !== this.id || project !== this.project) {
			this.record = null;
			this.box = null;
		}
		this.project = project;
		this.id = id;
		this.trouble = null;
		try {
			const record = await hub.record(project, id, hubLanguage());
			if (turn === this.#turn) this.record = record;
		} catch (error) {
			if (turn !== this.#turn || this.record) return;
			if (error instanceof Unreachable) this.trouble = 'away';
			else this.trouble = error instanceof Refused && error.status === 404 ? 'missing' : 'refused';
		}
	}

	/** Reads on where the record was cut. */
	async readOn(): Promise<void> {
		const { record, project } = this;
		if (!record || project === null || this.working) return;
		this.working = true;
		try {
			const more = await hub.readOn(project, record, hubLanguage());
			// Somebody may have opened another record, or decided about this one.
			if (this.record === record) this.record = more;
		} catch (error) {
			await this.#explain(error, record);
		} finally {
			this.working = false;
		}
	}

	close(): void {
		this.#turn++;
		this.id = null;
		this.record = null;
		this.box = null;
		this.trouble = null;
	}

	/** What the reader had typed before, from now on. */
	take(typed: Typed): void {
		this.drafts = typed.drafts;
		this.reasons = typed.reasons;
	}

	get reason(): string {
		return (this.id && this.reasons[this.id]) || '';
	}

	set reason(words: string) {
		if (this.id) this.reasons[this.id] = words;
	}

	get draft(): Comment[] {
		return (this.id && this.drafts[this.id]) || [];
	}

	set draft(comments: Comment[]) {
		if (this.id) this.drafts[this.id] = comments;
	}

	may(action: ReviewAction): boolean {
		return this.record?.allowed.includes(action) ?? false;
	}

	/** Opens the comment box on a question, keeping what was written for others. */
	commentOn(ref: string | null, asCorrection: boolean): void {
		const kept = this.draft.filter((one) => one.body.trim() && one.ref !== ref);
		const same = this.draft.find((one) => one.ref === ref && one.body.trim());
		this.draft = [...kept, same ?? { ref, body: '' }];
		this.box = asCorrection && this.may('request_correction') ? 'correction' : 'comment';
	}

	/** Sends a decision; true when the hub has it. */
	async decide(action: ReviewAction, reason?: string, comments?: Comment[]): Promise<boolean> {
		return this.#act(async (project, before) => {
			const after = await hub.decide(
				project,
				before.instanceId,
				{
					action,
					expectedVersion: before.version,
					...(reason ? { reason } : {}),
					...(comments ? { comments } : {})
				},
				hubLanguage()
			);
			this.#accept(after);
			if (action === 'request_correction') delete this.drafts[before.instanceId];
			if (action === 'reject') delete this.reasons[before.instanceId];
			notices.say(t(`done_${action}`, { title: after.title }), 'done', this.#undoOf(after));
		});
	}

	async comment(comments: Comment[]): Promise<boolean> {
		return this.#act(async (project, record) => {
			for (const [at, comment] of comments.entries()) {
				const after = await hub.comment(project, record.instanceId, comment, hubLanguage());
				this.#accept(after);
				// If the next one fails, the box holds only what was not sent.
				this.drafts[record.instanceId] = comments.slice(at + 1);
			}
			delete this.drafts[record.instanceId];
			notices.say(t('done_comment'));
		});
	}

	/** The phones to which the record may be given; none where the hub does not say. */
	async phones(): Promise<Phone[]> {
		if (this.project === null) return [];
		try {
			const owner = this.record?.owner?.id;
			return (await hub.phones(this.project)).filter((phone) => phone.id !== owner);
		} catch (error) {
			if (this.record) await this.#explain(error, this.record);
			return [];
		}
	}

	/** Gives the record, or all records of its phone, to another one; true when the hub did. */
	async handOver(to: Phone, all: boolean): Promise<boolean> {
		return this.#act(async (project, before) => {
			if (all && before.owner) {
				const { records } = await hub.handOverAll(project, before.owner.id, to.id);
				this.#accept(await hub.record(project, before.instanceId, hubLanguage()));
				notices.say(tn('done_handover_all', records, { name: to.name }));
			} else {
				const act = { to: to.id, expectedVersion: before.version };
				const after = await hub.handOver(project, before.instanceId, act, hubLanguage());
				this.#accept(after);
				notices.say(t('done_handover', { name: to.name, title: after.title }));
			}
		});
	}

	/** Does one thing at a time to the open record; what fails is explained; true when it was done. */
	async #act(does: (project: number, before: Review) => Promise<void>): Promise<boolean> {
		const before = this.record;
		const project = this.project;
		if (!before || project === null || this.working) return false;
		this.working = true;
		try {
			await does(project, before);
			return true;
		} catch (error) {
			await this.#explain(error, before);
			return false;
		} finally {
			this.working = false;
		}
	}

	#accept(after: Review): void {
		// The address may hold the id of an older version of the same record.
		const shown = this.record?.instanceId ?? this.id;
		if (shown === after.instanceId) this.record = after;
		queue.settle(after);
	}

	#undoOf(after: Review): (() => Promise<void>) | null {
		const project = this.project;
		if (project === null || !after.allowed.includes('reopen')) return null;
		return async () => {
			try {
				const reopened = await hub.decide(
					project,
					after.instanceId,
					{ action: 'reopen', expectedVersion: after.version },
					hubLanguage()
				);
				this.#accept(reopened);
				this.undone(reopened.instanceId);
				notices.say(t('undone', { title: reopened.title }));
			} catch (error) {
				await this.#explain(error, after);
			}
		};
	}

	async #explain(error: unknown, before: Review): Promise<void> {
		if (error instanceof Refused && error.status === 409 && this.project !== null) {
			await this.#showChanges(before);
		} else if (error instanceof Unreachable) {
			notices.say(t('error_offline_action'), 'problem');
		} else if (error instanceof Refused && error.status === 403) {
			notices.say(sentence(error.problem) ?? t('error_forbidden'), 'problem');
		} else if (error instanceof Refused && error.status === 401) {
			// The sign-in page says it.
		} else {
			const code = error instanceof Refused ? error.problem : 'web.unexpected';
			const detail = t('error_detail', { code });
			const said = sentence(code);
			const what = said ? `${t('error_not_saved')} ${said}` : t('error_unexpected');
			notices.say(`${what} ${detail}`, 'problem');
		}
	}

	async #showChanges(before: Review): Promise<void> {
		if (this.project === null) return;
		try {
			const now = await hub.record(this.project, before.instanceId, hubLanguage());
			const seen = new Set(before.history.map(entryKey));
			this.changes = now.history.filter((entry) => !seen.has(entryKey(entry)));
			this.#accept(now);
			if (this.record?.instanceId === now.instanceId) this.box = 'conflict';
		} catch {
			notices.say(t('conflict_title'), 'problem');
		}
	}
}

function entryKey(entry: HistoryEntry): string {
	return [entry.at, entry.kind, entry.from, entry.to, entry.ref, entry.body].join('|');
}

export const desk = new Desk();
