// One row of a page: comment, label, hint, control, what is wrong.

import AppModel
import FarolaCore
import SwiftUI

struct RowView: View {
    let row: FormRow
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            let comments = row.comments
            ForEach(0..<comments.count, id: \.self) { index in
                Aside(look.words["form.comment"])
                Note(comments[index].body)
            }
            if !row.drawn.namesItself { LabelView(row: row) }
            if let key = row.drawn.unsupported?.key { Aside(look.words[key]) }
            control
            if let fault = row.fault(look.words) { Wrong(fault) }
        }
        .padding(.vertical, space(2))
        .accessibilityElement(children: .contain)
    }

    @ViewBuilder private var control: some View {
        let label = look.words.name(row.drawn).plain
        switch row.control {
        case .group, nil: EmptyView()
        case .repeated(let control): RepeatView(control: control)
        case .prompt(let control): PromptView(control: control)
        case .note(let control): NoteView(control: control, row: row)
        case .text(let control): TextControlView(control: control, label: label)
        case .number(let control): NumberControlView(control: control, label: label)
        case .bearing(let control): BearingView(control: control, label: label)
        case .truth(let control): TruthView(control: control)
        case .date(let control): DateView(control: control, label: label)
        case .time(let control): TimeView(control: control, label: label)
        case .range(let control): RangeView(control: control, label: label)
        case .one(let control), .many(let control): ChoiceView(control: control, row: row)
        case .legend: LegendView(label: row.label, choices: row.question.choices)
        case .rank(let control): RankView(control: control)
        case .trigger(let control): TriggerView(control: control)
        case .point(let control): PointView(control: control)
        case .trace(let control): TraceView(control: control)
        case .photo(let control): PhotoView(control: control)
        case .sound(let control): SoundView(control: control, row: row)
        case .file(let control): FileView(control: control, row: row)
        case .barcode(let control): BarcodeView(control: control, label: label)
        }
    }
}

/// Label, hint, the longer hint on request, and the media of the label.
struct LabelView: View {
    let row: FormRow
    @State private var showsGuidance = false
    @Environment(\.look) private var look

    var body: some View {
        let drawn = row.drawn
        if !label.isEmpty {
            formText(label, look)
                .font(isRead ? look.body : look.question)
                .foregroundStyle(Color(look.palette.ink))
                .accessibilityAddTraits(.isHeader)
        }
        if row.isNeeded { Aside(look.words["form.required"]) }
        if !drawn.hint.isEmpty { formText(drawn.hint, look).font(look.small) }
        if !drawn.guidance.isEmpty {
            LampButton(
                text: look.words["form.guidance"], loudness: .bare, height: Tokens.touchMinimum
            ) { showsGuidance = !showsGuidance }
            if showsGuidance { NoteFrame { formText(drawn.guidance, look).font(look.body) } }
        }
        if let picture = drawn.media.picture {
            LabelPictureView(row: row, picture: picture, label: look.words.name(drawn).plain)
        }
        if let sound = drawn.media.audio {
            PlayButton(key: "form.hear") { SoundPlayer.play(await row.formFile(sound)) }
        }
        if let video = drawn.media.video {
            PlayButton(key: "form.watch") { await row.watchOfForm(video) }
        }
    }

    /// Two instances of a repeat on a page are told apart by their numbers.
    private var label: StyledText {
        guard case .repeated(let control) = row.control, let one = control.instances.first
        else { return row.label }
        return StyledText(control.name(one, look.words))
    }

    private var isRead: Bool { if case .note = row.control { true } else { false } }
}

/// What is only to be read: the answer in words, or the file that it names.
struct NoteView: View {
    let control: NoteControl
    let row: FormRow
    @State private var bytes: Data?
    @Environment(\.look) private var look

    var body: some View {
        Group {
            if let name = row.fileName {
                switch control.media {
                case .picture: Picture(bytes: bytes, words: look.words["control.photo_shown"])
                case .sound:
                    PlayButton(key: "form.hear") { SoundPlayer.play(await control.load()) }
                case .video: PlayButton(key: "form.watch") { await row.watchAnswer() }
                case .file, nil: Say(look.words("control.file_kept", ["name": name]))
                }
            } else if !row.drawn.shown.isEmpty {
                Say(row.drawn.shown)
            }
            if row.isAnswered { Aside(look.words["form.readonly"]) }
        }
        .privacySensitive()
        .task(id: row.fileName) { if control.media == .picture { bytes = await control.load() } }
    }
}

struct TriggerView: View {
    let control: TriggerControl
    @Environment(\.look) private var look

    var body: some View {
        LampButton(
            text: (control.isOn ? "✓ " : "") + look.words["control.agree"],
            loudness: control.isOn ? .deep : .quiet
        ) { await control.touch() }
        .accessibilityAddTraits(control.isOn ? .isSelected : [])
    }
}

/// The title of an instance that may be taken out.
struct RepeatView: View {
    let control: RepeatControl

    var body: some View {
        ForEach(control.instances, id: \.number) { instance in
            RemoveInstance(control: control, instance: instance)
        }
    }
}

private struct RemoveInstance: View {
    let control: RepeatControl
    let instance: RepeatInstance
    @Environment(\.look) private var look

    var body: some View {
        if instance.removable {
            SureButton(
                text: look.words["form.remove_one"], question: look.words["form.remove_sure"],
                sure: look.words["button.remove"], loudness: .bare
            ) { await control.remove(instance) }
        }
    }
}

struct PromptView: View {
    let control: RepeatControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(3)) {
            Text(control.question(look.words)).font(look.question)
                .foregroundStyle(Color(look.palette.ink))
                .frame(maxWidth: .infinity, alignment: .leading)
                .accessibilityAddTraits(.isHeader)
            Aside(control.soFar(look.words)).frame(maxWidth: .infinity, alignment: .leading)
            LampButton(text: control.addWords(look.words), loudness: .deep) {
                await control.add()
            }
            LampButton(text: control.enoughWords(look.words)) { await control.goOn() }
            ForEach(control.instances, id: \.number) { instance in there(instance) }
        }
    }

    /// One that is there already.
    private func there(_ instance: RepeatInstance) -> some View {
        Card {
            Say(control.name(instance, look.words))
            LampButton(text: look.words["form.open"], height: Tokens.touchMinimum) {
                await control.open(instance)
            }
            RemoveInstance(control: control, instance: instance)
        }
    }
}
