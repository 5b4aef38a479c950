// One form being filled: the requests of `farola form drive`, answered by web-forms.

/** `/data/r[1]/x` and `/data/r/x` are the same node; ours is the shorter one. */
const short = (reference) => reference.replaceAll('[1]', '');
const said = (range) => range?.asString ?? '';
const isRange = (node) => node.nodeType.startsWith('repeat-range');
const ok = { ok: true };
const refused = (error, message = '') => ({ ok: false, error, message });

const visit = (node, see) => {
	see(node);
	for (const child of node.currentState.children ?? []) visit(child, see);
};

const find = (root, reference, wanted) => {
	let found = null;
	const name = short(reference);
	visit(root, (node) => {
		if (found === null && short(node.currentState.reference) === name && wanted(node)) found = node;
	});
	return found;
};

const set = (node, value) => {
	const tokens = value.split(/\s+/).filter((token) => token !== '');
	switch (node.nodeType) {
		// One choice may have spaces in its value.
		case 'select': return node.selectType === 'select1' && value !== '' ? node.selectValue(value.trim()) : node.selectValues(tokens);
		case 'rank': return node.setValues(tokens);
		case 'trigger': return node.setValue(value !== '');
		case 'upload': return node.setValue(value === '' ? null : new File(['x'], value, { type: 'image/jpeg' }));
		default: return node.setValue(value);
	}
};

export class Session {
	constructor({ root, dispose }) {
		this.root = root;
		this.dispose = dispose;
	}

	hello() {
		const languages = this.root.languages.filter((one) => !one.isSyntheticDefault).map((one) => one.language);
		return { loaded: true, languages };
	}

	answer({ ref, value }) {
		const node = find(this.root, ref, (one) => one.currentState.children === null);
		if (node === null || node.nodeType === 'model-value') return refused('no_such_node');
		if (!node.currentState.relevant) return refused('not_relevant');
		if (node.currentState.readonly || node.nodeType === 'note') return refused('readonly');
		const before = node.currentState.instanceValue;
		set(node, value);
		if (value.trim() !== '' && node.currentState.instanceValue === '' && node.currentState.relevant) {
			// What it cannot read it stores as nothing; our protocol says so and keeps the old value.
			set(node, before);
			return refused('type');
		}
		const { constraint } = node.validationState;
		if (constraint?.valid === false)
			return { ok: true, valid: false, error: 'constraint', message: said(constraint.message) };
		return { ok: true, valid: true };
	}

	add({ ref }) {
		const name = short(ref).replace(/\[\d+\]$/, '');
		const range = find(this.root, name, (node) => node.nodeType === 'repeat-range:uncontrolled');
		if (range === null) return refused('no_such_node');
		range.addInstances(range.currentState.children.length - 1, 1);
		return { ok: true, ref: short(range.currentState.children.at(-1).currentState.reference) };
	}

	remove({ ref }) {
		const instance = find(this.root, ref, (node) => node.nodeType === 'repeat-instance');
		if (instance === null) return refused('no_such_node');
		if (instance.parent.nodeType !== 'repeat-range:uncontrolled') return refused('readonly');
		instance.parent.removeInstances(instance.parent.currentState.children.indexOf(instance), 1);
		return ok;
	}

	dump() {
		const nodes = [];
		visit(this.root, (node) => {
			if (isRange(node)) return;
			const { reference, relevant, required, readonly, instanceValue, children } = node.currentState;
			const one = { ref: short(reference), relevant, required, readonly };
			if (children === null) {
				one.value = instanceValue ?? '';
				one.valid = node.validationState.constraint?.valid !== false;
			}
			nodes.push(one);
		});
		return { nodes };
	}

	questions() {
		const questions = [];
		visit(this.root, (node) => {
			const { reference, relevant, required, readonly, children, label, hint, valueOptions } = node.currentState;
			if (children !== null || node.nodeType === 'model-value' || !relevant) return;
			const one = { ref: short(reference), kind: 'question', required, readonly, label: said(label), hint: said(hint) };
			if (Array.isArray(valueOptions))
				one.choices = valueOptions.map((item) => ({ value: item.value, label: said(item.label) }));
			questions.push(one);
		});
		return { questions };
	}

	language({ value }) {
		const wanted = this.root.languages.find((one) => one.language === value);
		if (wanted === undefined) return refused('no_such_language');
		this.root.setLanguage(wanted);
		return ok;
	}

	validate() {
		const errors = this.root.validationState.violations.map(({ reference, violation }) => ({
			ref: short(reference), error: violation.condition, message: said(violation.message),
		}));
		return { ok: errors.length === 0, errors };
	}

	async save() {
		const payload = await this.root.prepareInstancePayload({ payloadType: 'monolithic' });
		return { ok: true, xml: await payload.data[0].get('xml_submission_file').text() };
	}

	async finalize() {
		const { ok: valid, errors } = this.validate();
		return valid ? this.save() : { ok: false, errors };
	}

	state() {
		return { ...this.questions(), ...this.dump(), errors: this.validate().errors };
	}
}
