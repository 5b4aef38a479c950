// The control over a row: one object for each way of drawing, holding what is typed, drawn or
// chosen before and while it becomes an answer. Which one it is, what it needs and what an answer
// means is the core's to say.

import FarolaCore
import Foundation
import Observation

@MainActor
public enum Control {
    case group
    case repeated(RepeatControl)
    case prompt(RepeatControl)
    case note(NoteControl)
    case text(TextControl)
    case number(NumberControl)
    case bearing(BearingControl)
    case truth(TruthControl)
    case date(DateControl)
    case time(TimeControl)
    case range(RangeControl)
    case one(ChoiceControl)
    case many(ChoiceControl)
    case legend
    case rank(RankControl)
    case trigger(TriggerControl)
    case point(PointControl)
    case trace(TraceControl)
    case photo(PhotoControl)
    case sound(SoundControl)
    case file(FileControl)
    case barcode(BarcodeControl)

    init(_ row: FormRow) {
        switch row.drawn.control {
        case .group: self = .group
        case .repeat(_, let instance):
            self = .repeated(RepeatControl(row, "", [instance]))
        case .prompt(let repeated, let instances, let asks):
            self = .prompt(RepeatControl(row, repeated, instances, asks: asks))
        case .note(let media): self = .note(NoteControl(row, media))
        case .text(let lines, let look): self = .text(TextControl(row, lines: lines, look: look))
        case .digits: self = .text(TextControl(row, lines: 1, look: .plain, wantsDigits: true))
        case .number(let decimals, _): self = .number(NumberControl(row, decimals: decimals))
        case .counter: self = .number(NumberControl(row, decimals: false, isCount: true))
        case .bearing: self = .bearing(BearingControl(row))
        case .truth: self = .truth(TruthControl(row))
        case .date(let pick, _): self = .date(DateControl(row, pick, hasTime: false))
        case .dateTime(let pick, _): self = .date(DateControl(row, pick, hasTime: true))
        case .time: self = .time(TimeControl(row))
        case .slider(let scale, let upright):
            self = .range(RangeControl(row, scale, .slider(upright: upright)))
        case .picker(let scale): self = .range(RangeControl(row, scale, .picker))
        case .rating(let scale): self = .range(RangeControl(row, scale, .rating))
        case .selectOne(let layout, let list, _):
            self = .one(ChoiceControl(row, layout, list, several: false))
        case .selectMany(let layout, let list):
            self = .many(ChoiceControl(row, layout, list, several: true))
        case .legend: self = .legend
        case .rank: self = .rank(RankControl(row))
        case .acknowledge: self = .trigger(TriggerControl(row))
        case .point(let map, let accuracy): self = .point(PointControl(row, map, accuracy))
        case .line: self = .trace(TraceControl(row, closed: false))
        case .area: self = .trace(TraceControl(row, closed: true))
        case .photo(let camera, let annotated, let most):
            self = .photo(
                PhotoControl(row, .photo(camera, annotated: annotated, maxPixels: most)))
        case .drawing(let signature, _):
            self = .photo(PhotoControl(row, .sheet(signature: signature)))
        case .audio(let quality, let files):
            self = .sound(SoundControl(row, quality, takesFiles: files))
        case .video(let camera): self = .file(FileControl(row, .video(camera)))
        case .file(let accept): self = .file(FileControl(row, .any(accept)))
        case .barcode(let front, let hidden):
            self = .barcode(BarcodeControl(row, front: front, hidden: hidden))
        }
    }

    /// Takes the answer of the row anew, where something of it is kept beside the row.
    func refresh() {
        switch self {
        case .text(let control): control.field.refresh()
        case .number(let control): control.field.refresh()
        case .bearing(let control): control.number.field.refresh()
        case .point(let control): control.field.refresh()
        case .trace(let control): control.refresh()
        case .photo(let control): control.refresh()
        case .barcode(let control): control.field.refresh()
        case .group, .repeated, .prompt, .note, .truth, .date, .time, .range, .one, .many, .legend,
            .rank, .trigger, .sound, .file:
            break
        }
    }
}

extension Unsupported {
    /// Key of the sentence for what the form asks for and is not done.
    public var key: String {
        switch self {
        case .otherApp: "fallback.other_app"
        case .printer: "form.notice_printer"
        case .timedGrid: "fallback.timed"
        case .mapTags: "fallback.map_tags"
        case .otherCalendarPick: "form.notice_calendar"
        case .otherCalendar: "fallback.calendar"
        case .scale: "fallback.scale"
        }
    }
}

/// Something to read: the answer in words, or the file that it names.
@MainActor
public final class NoteControl {
    public let media: MediaKind?
    private unowned let row: FormRow

    init(_ row: FormRow, _ media: MediaKind?) {
        self.row = row
        self.media = media
    }

    /// The bytes of the file.
    public func load() async -> Data? {
        guard let name = row.fileName else { return nil }
        return await row.form.file(name)
    }
}

/// A box to tick.
@MainActor
public final class TriggerControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    public var isOn: Bool { row.isAnswered }
    public func touch() async { await row.give(.acknowledge).value }
}

/// Yes or no.
@MainActor
public final class TruthControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    /// Nothing while there is no answer.
    public var chosen: Bool? {
        guard case .truth(let yes) = row.drawn.answer else { return nil }
        return yes
    }

    public func touch(_ yes: Bool) async { await row.give(.truth(yes: yes)).value }
}
