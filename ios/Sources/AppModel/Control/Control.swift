// The control over a row: one object per kind, holding what is typed, drawn or chosen before and
// while it becomes an answer. Answers are lexical values of the XForm, in and out.

import FarolaCore

@MainActor
public enum Control {
    case note
    case trigger(TriggerControl)
    case group
    case repeated(RepeatControl)
    case prompt(RepeatControl)
    case text(TextControl)
    case number(NumberControl)
    case bearing(BearingControl)
    case range(RangeControl)
    case one(ChoiceControl)
    case many(ChoiceControl)
    case rank(RankControl)
    case date(DateControl)
    case time(TimeControl)
    case point(PointControl)
    case trace(TraceControl)
    case photo(PhotoControl)
    case sound(SoundControl)
    case file(FileControl)
    case barcode(BarcodeControl)

    init(_ kind: ControlKind, row: FormRow) {
        switch kind {
        case .note: self = .note
        case .group: self = .group
        case .trigger: self = .trigger(TriggerControl(row))
        case .repeated: self = .repeated(RepeatControl(row))
        case .prompt: self = .prompt(RepeatControl(row))
        case .text(let style): self = .text(TextControl(row, style))
        case .integer(let style): self = .number(NumberControl(row, style, decimals: false))
        case .decimal(.bearing): self = .bearing(BearingControl(row))
        case .decimal(let style): self = .number(NumberControl(row, style, decimals: true))
        case .yesNo: self = .one(ChoiceControl(row, .row, several: false, truth: true))
        case .range(let style): self = .range(RangeControl(row, style))
        case .one(let style, let quick):
            self = .one(ChoiceControl(row, style, several: false, quick: quick))
        case .many(let style): self = .many(ChoiceControl(row, style, several: true))
        case .rank: self = .rank(RankControl(row))
        case .date(let style): self = .date(DateControl(row, style, hasTime: false))
        case .dateTime(let style): self = .date(DateControl(row, style, hasTime: true))
        case .time: self = .time(TimeControl(row))
        case .point(let style): self = .point(PointControl(row, style))
        case .trace(let style): self = .trace(TraceControl(row, style, closed: false))
        case .shape(let style): self = .trace(TraceControl(row, style, closed: true))
        case .photo(let style): self = .photo(PhotoControl(row, style))
        case .audio: self = .sound(SoundControl(row))
        case .video: self = .file(FileControl(row, .video))
        case .file: self = .file(FileControl(row, .any))
        case .barcode(let hidden): self = .barcode(BarcodeControl(row, hidden: hidden))
        }
    }

    /// Takes the value of the row anew.
    func refresh() {
        switch self {
        case .text(let control): control.refresh()
        case .number(let control): control.refresh()
        case .bearing(let control): control.refresh()
        case .range(let control): control.refresh()
        case .one(let control), .many(let control): control.refresh()
        case .rank(let control): control.refresh()
        case .date(let control): control.refresh()
        case .time(let control): control.refresh()
        case .point(let control): control.refresh()
        case .trace(let control): control.refresh()
        case .photo(let control): control.refresh()
        case .note, .group, .trigger, .repeated, .prompt, .sound, .file, .barcode: break
        }
    }
}

/// A box to tick: `OK` or nothing.
@MainActor
public final class TriggerControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    public var isOn: Bool { !row.value.isEmpty }
    public func toggle() async { await row.answer(isOn ? "" : "OK") }
}

/// Adding, opening and removing instances of a repeat.
@MainActor
public final class RepeatControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    /// The repeat itself, without the number of the instance.
    var repeatReference: String {
        let reference = row.question.reference
        guard number != nil, let open = reference.lastIndex(of: "[") else { return reference }
        return String(reference[..<open])
    }

    /// The number at the end of the reference; the first instance may have none.
    private var number: Int? {
        let reference = row.question.reference
        guard reference.hasSuffix("]"), let open = reference.lastIndex(of: "[") else { return nil }
        return Int(reference[reference.index(after: open)...].dropLast())
    }

    /// How many there are, on the page that asks for another: its own reference is that of the
    /// one it would add.
    public var count: Int { (number ?? 1) - 1 }

    private func reference(_ number: Int) -> String {
        number == 1 ? repeatReference : "\(repeatReference)[\(number)]"
    }

    /// One more; goes to its first page.
    public func add() async { await row.form.addRepeat(repeatReference) }
    /// No more of them: goes on.
    public func goOn() async { await row.form.next() }
    /// Goes to the one of that number.
    public func open(_ number: Int) async { await row.form.goTo(reference(number)) }
    /// Removes the one of that number; the screen asked before.
    public func remove(_ number: Int) async { await row.form.removeRepeat(reference(number)) }
    /// Removes the one this entry stands for.
    public func remove() async { await row.form.removeRepeat(row.question.reference) }
}
