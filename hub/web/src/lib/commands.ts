// What each command does on the desk, whether it came from a key or a button.
import { goto } from '$app/navigation';
import { page } from '$app/state';
import { isPhoto } from './answers';
import { desk } from './desk.svelte';
import { t } from './i18n.svelte';
import type { Command } from './keys';
import { notices } from './notices.svelte';
import { queue } from './queue.svelte';
import { session } from './session.svelte';

export function recordHref(project: number, id: string): string {
	return `/p/${project}/r/${encodeURIComponent(id)}${page.url.search}`;
}

function move(step: 1 | -1, quietly = false): void {
	const project = queue.project;
	if (project === null) return;
	const to = queue.neighbour(page.params.id ?? null, step);
	if (to) {
		void goto(recordHref(project, to.instanceId), { keepFocus: true, noScroll: true });
	} else if (!quietly) {
		notices.say(t(step === 1 ? 'end_of_list' : 'start_of_list'));
	}
}

/** After a decision: on with the next one, or stay if this was the last. */
export function goNext(): void {
	move(1, true);
}

async function approve(): Promise<void> {
	if (await desk.decide('approve')) goNext();
}

export function runOnDesk(command: Command): void {
	switch (command) {
		case 'next':
			return move(1);
		case 'previous':
			return move(-1);
		case 'search':
			document.getElementById('queue-search')?.focus();
			return;
		case 'help':
			desk.box = 'help';
			return;
		case 'undo':
			void notices.undo();
			return;
		case 'photo':
			if (desk.record?.answers.some(isPhoto)) {
				desk.photo = 0;
				desk.box = 'photo';
			}
			return;
		default:
			if (session.mayDecide && desk.record && !desk.working) decideWith(command);
	}
}

function decideWith(command: Command): void {
	switch (command) {
		case 'approve':
			if (desk.may('approve')) void approve();
			return;
		case 'correction':
			if (!desk.may('request_correction')) return;
			if (desk.draft.length === 0) desk.draft = [{ ref: null, body: '' }];
			desk.box = 'correction';
			return;
		case 'comment':
			if (desk.draft.length === 0) desk.draft = [{ ref: null, body: '' }];
			desk.box = 'comment';
			return;
		case 'reject':
			if (desk.may('reject')) desk.box = 'reject';
			return;
		case 'start':
			if (desk.may('start')) void desk.decide('start');
			return;
		case 'reopen':
			if (desk.may('reopen')) void desk.decide('reopen');
			return;
		case 'handover':
			desk.box = 'handover';
			return;
		default:
			return;
	}
}
