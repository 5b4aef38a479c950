// One row of a page: comment, label, hint, control, what is wrong.

import AppModel
import FarolaCore
import SwiftUI

struct RowView: View {
    let row: FormRow
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            ForEach(row.comments, id: \.at) { comment in
                Aside(look.words["form.comment"])
                Note(comment.body)
            }
            if !isGridRow { LabelView(row: row) }
            if let key = row.fallback { Aside(look.words[key]) }
            control.disabled(row.question.readonly && !isNote)
            if row.question.readonly && !isNote { Aside(look.words["form.readonly"]) }
            if let fault = row.fault(look.words) { Wrong(fault) }
        }
        .padding(.vertical, space(2))
        .accessibilityElement(children: .contain)
    }

    private var isNote: Bool { row.kind == .note }

    /// A row of the grid has its label in its own line.
    private var isGridRow: Bool {
        row.kind == .one(.gridRow, quick: false) || row.kind == .many(.gridRow)
            || row.kind == .one(.gridLabels, quick: false) || row.kind == .many(.gridLabels)
    }

    @ViewBuilder private var control: some View {
        switch row.control {
        case .note, .group, nil: EmptyView()
        case .trigger(let control): TriggerView(control: control)
        case .repeated(let control): RepeatView(control: control)
        case .prompt(let control): PromptView(control: control, label: row.question.label)
        case .text(let control): TextControlView(control: control, label: row.question.label)
        case .number(let control): NumberControlView(control: control, label: row.question.label)
        case .bearing(let control): BearingView(control: control, label: row.question.label)
        case .range(let control): RangeView(control: control, label: row.question.label)
        case .one(let control), .many(let control): ChoiceView(control: control, row: row)
        case .rank(let control): RankView(control: control)
        case .date(let control): DateView(control: control, label: row.question.label)
        case .time(let control): TimeView(control: control, label: row.question.label)
        case .point(let control): PointView(control: control)
        case .trace(let control): TraceView(control: control)
        case .photo(let control): PhotoView(control: control)
        case .sound(let control): SoundView(control: control)
        case .file(let control): FileView(control: control)
        case .barcode(let control): BarcodeView(control: control, label: row.question.label)
        }
    }
}

/// Label, hint, the longer hint on request, and the media of the label.
struct LabelView: View {
    let row: FormRow
    @State private var showsGuidance = false
    @Environment(\.look) private var look

    private var question: QuestionRecord { row.question }

    var body: some View {
        if !question.label.isEmpty {
            formText(question.label)
                .font(row.kind == .note ? look.body : look.question)
                .foregroundStyle(Color(look.palette.ink))
                .accessibilityAddTraits(.isHeader)
        }
        if question.required { Aside(look.words["form.required"]) }
        if !question.hint.isEmpty { formText(question.hint).font(look.small) }
        if !question.guidance.isEmpty {
            LampButton(
                text: look.words["form.guidance"], loudness: .bare, height: Tokens.touchMinimum
            ) { showsGuidance = !showsGuidance }
            if showsGuidance { Note(question.guidance) }
        }
        if let picture = question.media["big-image"] ?? question.media["image"],
            !row.kind.draws(picture)
        {
            FormPicture(
                row: row, name: picture,
                words: question.label.isEmpty ? look.words["control.picture"] : question.label)
        }
        if let sound = question.media["audio"] { FormSound(row: row, name: sound) }
        if let video = question.media["video"] { FormSound(row: row, name: video) }
    }
}

struct TriggerView: View {
    let control: TriggerControl
    @Environment(\.look) private var look

    var body: some View {
        LampButton(
            text: (control.isOn ? "✓ " : "") + look.words["control.agree"],
            loudness: control.isOn ? .deep : .quiet
        ) { await control.toggle() }
        .accessibilityAddTraits(control.isOn ? .isSelected : [])
    }
}

struct RepeatView: View {
    let control: RepeatControl
    @Environment(\.look) private var look

    var body: some View {
        SureButton(
            text: look.words["form.remove_one"], question: look.words["form.remove_sure"],
            sure: look.words["button.remove"], loudness: .bare
        ) { await control.remove() }
    }
}

struct PromptView: View {
    let control: RepeatControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(3)) {
            if label.isEmpty || control.count > 0 { Say(look.words["form.add_another"]) }
            LampButton(text: look.words["form.add"], loudness: .deep) { await control.add() }
            LampButton(text: look.words["form.no_more"]) { await control.goOn() }
            ForEach(0..<control.count, id: \.self) { index in instance(index + 1) }
        }
    }

    /// One that is there already.
    private func instance(_ number: Int) -> some View {
        Card {
            Say(look.words("form.instance", ["name": label, "n": String(number)]))
            LampButton(text: look.words["form.open"], height: Tokens.touchMinimum) {
                await control.open(number)
            }
            SureButton(
                text: look.words["form.remove_one"], question: look.words["form.remove_sure"],
                sure: look.words["button.remove"], loudness: .bare
            ) { await control.remove(number) }
        }
    }
}
