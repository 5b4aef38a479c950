// Forms, drafts, sent submissions, what reviewers say, and the receipt.

import AppModel
import FarolaCore
import SwiftUI

struct FormsView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        Page(title: look.words["home.forms"]) {
            if unlocked.lists.forms.isEmpty { Say(look.words["forms.empty"]) }
            ForEach(unlocked.lists.forms, id: \.id) { form in
                let version = look.words("forms.version", ["version": form.version])
                CardButton(title: form.title, line: version) { await unlocked.begin(form.id) }
            }
            if let failure = unlocked.lists.problem { Wrong(look.words.sentence(failure)) }
        } foot: {
            LampButton(text: look.words["button.back"]) { await unlocked.back() }
        }
    }
}

/// What she wrote, however far it has come: drafts, and what waits for her before what waits for a
/// network.
struct PapersView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var lists: ListsModel { unlocked.lists }

    var body: some View {
        if let looked = lists.looked {
            SubmissionView(unlocked: unlocked, submission: looked)
        } else {
            page
        }
    }

    private var page: some View {
        Page(title: look.words["home.papers"]) {
            if lists.papers.isEmpty { Say(look.words["papers.empty"]) }
            ForEach(0..<lists.papers.count, id: \.self) { shelf(lists.papers[$0]) }
            if let failure = lists.problem { Wrong(look.words.sentence(failure)) }
        } foot: {
            LampButton(text: look.words["button.back"]) { await unlocked.back() }
            if unlocked.home.plan?.canSend == true {
                LampButton(text: look.words["home.send"], loudness: .light) {
                    await unlocked.send()
                }
                .disabled(unlocked.sync.isRunning)
            }
        }
    }

    @ViewBuilder private func draft(_ draft: DraftRecord) -> some View {
        let moment = look.words.moment(draft.updatedMs, now: unlocked.platformNow)
        CardButton(title: draft.title, line: look.words("drafts.saved", ["moment": moment])) {
            await unlocked.resume(draft)
        }
        SureButton(
            text: look.words["drafts.discard"], question: look.words["drafts.discard_sure"],
            sure: look.words["drafts.discard"], loudness: .bare
        ) { await unlocked.discard(draft) }
    }

    @ViewBuilder private func shelf(_ papers: PapersRecord) -> some View {
        switch papers {
        case .drafts(let drafts):
            Aside(look.words["drafts.title"])
            ForEach(drafts, id: \.instance) { draft($0) }
        case .submissions(let shelf, let submissions):
            Aside(look.words[title(shelf)])
            ForEach(submissions, id: \.instance) { item($0) }
        }
    }

    private func title(_ shelf: SubmissionShelf) -> String {
        switch shelf {
        case .setAside: "sent.set_aside"
        case .outbox: "sent.waiting"
        case .arrived: "sent.arrived"
        }
    }

    private func item(_ submission: SubmissionRecord) -> some View {
        Card {
            Text(submission.title).font(look.strong).foregroundStyle(Color(look.palette.ink))
            Aside(look.words.standing(submission, now: unlocked.platformNow))
            LampButton(text: look.words["sent.look"], height: Tokens.touchMinimum) {
                await lists.look(submission, look.words.language)
            }
            if submission.canRetry {
                LampButton(text: look.words["button.try_again"]) { await lists.retry(submission) }
            }
        }
    }
}

/// What one submission says.
struct SubmissionView: View {
    let unlocked: Unlocked
    let submission: SubmissionRecord
    @Environment(\.look) private var look

    var body: some View {
        Page(title: submission.title) {
            Note(look.words.standing(submission, now: unlocked.platformNow))
            LinesView(lines: unlocked.lists.lines, picture: unlocked.lists.picture)
        } foot: {
            LampButton(text: look.words["button.back"]) { unlocked.lists.close() }
        }
    }
}

/// What is or was sent, in words.
struct LinesView: View {
    let lines: [LineRecord]
    /// Reads the picture of that name; nothing where there is none.
    let picture: @MainActor (String) async -> Data?
    @Environment(\.look) private var look

    var body: some View {
        ForEach(0..<lines.count, id: \.self) { index in
            let line = lines[index]
            if !line.heading.isEmpty {
                Text(line.heading.joined(separator: Words.dot)).font(look.strong)
                    .foregroundStyle(Color(look.palette.ink))
                    .accessibilityAddTraits(.isHeader)
            }
            VStack(alignment: .leading, spacing: 2) {
                Aside(look.words.question(line.label))
                switch line.shown {
                case .words(let text): LineWords(text)
                case .file: LineWords(look.words["review.file"])
                case .picture(let name):
                    LinePicture(
                        name: name, label: look.words.question(line.label), read: picture)
                }
            }
            .accessibilityElement(children: .combine)
        }
    }
}

/// A picture that is or was sent; words until it was read, and where it is no longer here.
private struct LinePicture: View {
    let name: String
    let label: String
    let read: @MainActor (String) async -> Data?
    @State private var bytes: Data?
    @Environment(\.look) private var look

    var body: some View {
        Group {
            if bytes == nil { LineWords(look.words["review.file"]) }
            Picture(bytes: bytes, words: label).privacySensitive()
        }
        .task(id: name) { bytes = await read(name) }
    }
}

private struct LineWords: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        Text(text).font(look.strong).foregroundStyle(Color(look.palette.ink)).privacySensitive()
    }
}

struct MessagesView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var lists: ListsModel { unlocked.lists }

    var body: some View {
        if let message = lists.message {
            MessageView(unlocked: unlocked, message: message)
        } else {
            page
        }
    }

    private var page: some View {
        Page(title: look.words["home.messages"]) {
            if lists.messages.isEmpty { Say(look.words["messages.empty"]) }
            ForEach(lists.messages, id: \.instance) { message in
                CardButton(title: look.words.title(message), line: about(message)) {
                    await lists.open(message, look.words.language)
                }
            }
            if let failure = lists.problem { Wrong(look.words.sentence(failure)) }
        } foot: {
            LampButton(text: look.words["button.back"]) { await unlocked.back() }
        }
    }

    private func about(_ message: MessageRecord) -> String {
        message.said.map(words).joined(separator: Words.dot)
    }

    private func words(_ said: MessageSaid) -> String {
        switch said {
        case .new: look.words["messages.new"]
        case .review(let review): look.words.review(review)
        case .changed(let atMs): look.words.moment(atMs, now: unlocked.platformNow)
        }
    }
}

/// One message: the words, and the way to put it right.
struct MessageView: View {
    let unlocked: Unlocked
    let message: MessageRecord
    @Environment(\.look) private var look

    var body: some View {
        Page(title: look.words.title(message)) {
            Aside(look.words.review(message.review))
            if let reason = message.reason { Note(reason) }
            ForEach(0..<message.comments.count, id: \.self) { index in
                let comment = message.comments[index]
                if let label = comment.label {
                    Aside(look.words("messages.of", ["label": label]))
                }
                Note(comment.body)
            }
            if message.correction != nil { Aside(look.words["messages.correct_about"]) }
        } foot: {
            LampButton(text: look.words["button.back"]) { unlocked.lists.close() }
            if let step = message.correction {
                LampButton(text: look.words[name(step)], loudness: .light) {
                    await unlocked.correct(message)
                }
            }
        }
    }

    private func name(_ step: CorrectionStep) -> String {
        switch step {
        case .begin: "messages.correct"
        case .goOn: "messages.go_on"
        }
    }
}

struct ReceiptView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        Page(title: look.words["receipt.title"]) {
            if let receipt = unlocked.receipt {
                Text(receipt.title).font(look.question).foregroundStyle(Color(look.palette.ink))
                Say(look.words.standing(receipt, now: unlocked.platformNow))
                let sentence = unlocked.sync.sentence(look.words)
                if !sentence.isEmpty { Aside(sentence) }
            }
            if let about = unlocked.kept?.about(look.words) { Say(about) }
            Aside(look.words["app.saved"])
        } foot: {
            LampButton(text: look.words["receipt.home"]) { await unlocked.goHome() }
            if unlocked.receipt?.canSend == true {
                LampButton(text: look.words["home.send"], loudness: .light) {
                    await unlocked.send()
                }
                .disabled(unlocked.sync.isRunning)
            }
        }
    }
}
