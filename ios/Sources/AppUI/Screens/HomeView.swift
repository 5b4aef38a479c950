// Home and enrolment.

import AppModel
import SwiftUI

struct HomeView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var words: Words { look.words }
    private var home: HomeModel { unlocked.home }

    var body: some View {
        Page(title: words["home.title"]) {
            walk
            if let counts = home.counts, counts.messages > 0 {
                CardButton(
                    title: words.count("home.messages_new", Int(counts.messages)), line: ""
                ) { await unlocked.show(.messages) }
            }
            CardButton(title: words["home.finding"], line: words["home.finding_why"]) {
                await unlocked.finding()
            }
            CardButton(title: words["home.forms"], line: "") { await unlocked.show(.forms) }
            CardButton(title: words["drafts.title"], line: number(home.counts?.drafts)) {
                await unlocked.show(.drafts)
            }
            CardButton(title: words["home.sent"], line: number(home.counts?.sent)) {
                await unlocked.show(.sent)
            }
            CardButton(title: words["home.messages"], line: "") {
                await unlocked.show(.messages)
            }
            CardButton(title: words["settings.title"], line: "") {
                await unlocked.show(.settings)
            }
            sending
            Aside(words["app.saved"])
        } foot: {
            LampButton(text: words["button.lock"], loudness: .deep) {
                await unlocked.closeAndLock()
            }
        }
    }

    private func number(_ count: UInt64?) -> String {
        count.map { words.number(Int($0)) } ?? ""
    }

    /// Today's walk, with the one amber button.
    @ViewBuilder private var walk: some View {
        Card {
            if let walk = home.walk, walk.phase != .done {
                Aside(words("home.walk", ["place": walk.place]))
                Text(walk.city).font(look.question).foregroundStyle(Color(look.palette.ink))
                LampButton(text: words["home.go_on_walk"], loudness: .light) {
                    await unlocked.show(.walk)
                }
            } else {
                Aside(words["home.no_walk"])
                LampButton(text: words["home.new_walk"], loudness: .light) {
                    await unlocked.register()
                }
            }
        }
    }

    /// The one honest line about the way to the server.
    @ViewBuilder private var sending: some View {
        Card {
            if let name = home.device?.projectName {
                Text(name).font(look.strong).foregroundStyle(Color(look.palette.ink))
            }
            Say(home.line(words, now: unlocked.platformNow))
            if unlocked.photosWait { Aside(words["settings.saver_why"]) }
            let sentence = unlocked.sync.sentence(words)
            if !sentence.isEmpty { Aside(sentence) }
            if let share = unlocked.sync.share { Bar(share: share, words: words["sync.media"]) }
            if unlocked.sync.isRunning {
                LampButton(text: words["sync.stop"]) { unlocked.sync.cancel() }
            } else if home.device?.server != nil {
                LampButton(text: words["home.send"]) { await unlocked.send() }
            } else {
                LampButton(text: words["enrol.title"]) { await unlocked.show(.enrol) }
            }
        }
    }
}

struct EnrolView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        @Bindable var enrol = unlocked.enrol
        Page(title: look.words["enrol.title"]) {
            Say(look.words["enrol.how"])
            if enrol.canScan {
                LampButton(text: look.words["enrol.scan"], loudness: .light) {
                    if await enrol.scan() { await unlocked.join() }
                }
            }
            Aside(look.words["enrol.type"])
            FieldFrame {
                TextField(look.words["enrol.type"], text: $enrol.text)
                    .font(look.body)
                    .autocorrectionDisabled()
                    .privacySensitive()
            }
            if let failure = enrol.problem { Wrong(look.words.sentence(failure)) }
            if unlocked.sync.isRunning { Aside(unlocked.sync.sentence(look.words)) }
        } foot: {
            LampButton(text: look.words["enrol.later"]) { await unlocked.goHome() }
            LampButton(text: look.words["enrol.join"], loudness: enrol.canScan ? .deep : .light) {
                await unlocked.join()
            }
            .disabled(enrol.busy || enrol.text.isEmpty)
        }
    }
}

/// The frame around what can be typed in.
struct FieldFrame<Content: View>: View {
    @ViewBuilder let content: () -> Content
    @Environment(\.look) private var look

    var body: some View {
        content()
            .foregroundStyle(Color(look.palette.ink))
            .padding(space(3))
            .frame(maxWidth: .infinity, minHeight: CGFloat(Tokens.touchMinimum))
            .background {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                    .fill(Color(look.palette.card))
            }
            .overlay {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                    .stroke(Color(look.palette.control), lineWidth: 2)
            }
    }
}
