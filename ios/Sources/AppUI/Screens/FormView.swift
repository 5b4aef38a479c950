// A form, one page at a time.

import AppModel
import FarolaCore
import SwiftUI

struct FormView: View {
    let unlocked: Unlocked
    let form: FormModel
    @Environment(\.look) private var look

    private var words: Words { look.words }

    var body: some View {
        if let outline = form.outline {
            OutlineView(form: form, outline: outline)
        } else if form.isAtEnd {
            ReviewView(unlocked: unlocked, form: form)
        } else {
            page
        }
    }

    private var page: some View {
        Page(title: "", sight: form.sight) {
            head
            let comments = form.comments
            ForEach(0..<comments.count, id: \.self) { index in
                Aside(words["form.comment"])
                Note(comments[index].body)
            }
            let titles = form.titles
            ForEach(0..<titles.count, id: \.self) { Aside(titles[$0]) }
            ForEach(form.rows) { row in RowView(row: row) }
            if form.isHeld { Wrong(words["form.held"]) }
            if let failure = form.problem { Wrong(words.sentence(failure)) }
        } foot: {
            VStack(spacing: space(3)) {
                if form.isHeld {
                    LampButton(text: words["button.skip"]) { await form.skip() }
                }
                Beside {
                    LampButton(text: words["button.back"]) { await unlocked.turnBack() }
                    LampButton(text: words["button.next"], loudness: .light) {
                        await form.next()
                    }
                }
            }
        }
    }

    private var head: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            let page = words(
                "form.page", ["n": words.number(form.number), "of": words.number(form.of)])
            Beside(gap: 2) {
                LampButton(
                    text: words["form.list"], loudness: .bare, height: Tokens.touchMinimum
                ) { await form.toggleOutline() }
                LampButton(
                    text: words["form.later"], loudness: .bare, height: Tokens.touchMinimum
                ) { await unlocked.back() }
            }
            Aside(page)
            Bar(share: form.share, words: page)
            switch form.requests.voice {
            case .notAsked: EmptyView()
            case .recording: Note(words["form.recording"])
            case .refused: Aside(words["form.not_recording"])
            }
            if !form.languages.isEmpty { languages }
        }
    }

    private var languages: some View {
        Picker(
            selection: bound(
                get: { form.language },
                set: { name in Task { await form.set(language: name) } })
        ) {
            ForEach(form.languages, id: \.name) { Text($0.shown).tag($0.name) }
        } label: {
            Text(words["form.language"])
        }
        .pickerStyle(.menu)
        .frame(minHeight: CGFloat(Tokens.touchMinimum))
    }
}

/// The list to jump from.
struct OutlineView: View {
    let form: FormModel
    let outline: [OutlineRecord]
    @Environment(\.look) private var look

    var body: some View {
        Page(title: look.words["outline.title"]) {
            ForEach(0..<outline.count, id: \.self) { index in entry(outline[index]) }
        } foot: {
            LampButton(text: look.words["button.close"]) { await form.toggleOutline() }
        }
    }

    @ViewBuilder private func entry(_ record: OutlineRecord) -> some View {
        let inset = CGFloat(record.depth) * space(3)
        switch record.kind {
        case .question:
            CardButton(title: look.words.question(record.label), line: state(record.state)) {
                await form.goTo(record.reference)
            }
            .padding(.leading, inset)
        case .group, .repeat, .prompt:
            if let label = record.label { Aside(label).padding(.leading, inset) }
        }
    }

    private func state(_ state: AnswerState) -> String {
        switch state {
        case .answered: look.words["outline.answered"]
        case .blank: look.words["outline.blank"]
        case .missing: look.words["outline.missing"]
        case .broken: look.words["outline.broken"]
        case .group: ""
        }
    }
}

/// The last page: what will be sent; or what is still missing, with the way there.
struct ReviewView: View {
    let unlocked: Unlocked
    let form: FormModel
    @Environment(\.look) private var look

    private var words: Words { look.words }

    var body: some View {
        Page(title: title) {
            ForEach(form.faults, id: \.reference) { fault in
                CardButton(title: words.question(fault.label), line: words.fault(fault.broken)) {
                    await form.goTo(fault.reference)
                }
            }
            switch form.review?.next {
            case .complete?: Say(words["review.about"])
            case .mend?, nil: EmptyView()
            }
            LinesView(lines: form.lines, picture: form.file)
            unanswered
            if let failure = form.problem { Wrong(words.sentence(failure)) }
        } foot: {
            LampButton(text: words["button.back"]) { await unlocked.turnBack() }
            next
        }
    }

    /// Nothing before the form could be looked through.
    @ViewBuilder private var next: some View {
        switch form.review?.next {
        case .mend(let reference, _)?:
            LampButton(text: words["review.mend"], loudness: .light) {
                await form.goTo(reference)
            }
        case .complete?:
            LampButton(text: words["review.complete"], loudness: .light) {
                await unlocked.finalize()
            }
            .disabled(form.busy)
        case nil: EmptyView()
        }
    }

    private var title: String {
        switch form.review?.next {
        case .mend(_, let faults)?: words.count("review.missing", Int(faults))
        case .complete?, nil: words["review.title"]
        }
    }

    /// What may stay without an answer.
    @ViewBuilder private var unanswered: some View {
        let blank = form.review?.unanswered ?? []
        if !blank.isEmpty { Aside(words["outline.blank"]) }
        ForEach(blank, id: \.reference) { question in
            CardButton(title: words.question(question.label), line: "") {
                await form.goTo(question.reference)
            }
        }
    }
}
