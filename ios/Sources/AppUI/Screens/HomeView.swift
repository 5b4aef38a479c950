// Home and enrolment.

import AppModel
import FarolaCore
import SwiftUI

struct HomeView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var words: Words { look.words }
    private var home: HomeModel { unlocked.home }

    var body: some View {
        Page(title: words["home.title"]) {
            if let count = home.plan?.onTheirWay {
                Pill(words.count("home.waiting", Int(count)))
            }
            let cards = home.plan?.cards ?? []
            ForEach(0..<cards.count, id: \.self) { index in
                HomeCardView(
                    unlocked: unlocked, card: cards[index],
                    standsOut: home.plan.map { Int($0.standsOut) } == index)
            }
            if let failure = home.problem { Wrong(words.sentence(failure)) }
            sending
            Aside(words["app.saved"])
        } foot: {
            LampButton(text: words["button.lock"], loudness: .deep) {
                await unlocked.closeAndLock()
            }
        }
    }

    /// The one honest line about the way to the server.
    @ViewBuilder private var sending: some View {
        Card {
            if let name = home.plan?.project {
                Text(name).font(look.strong).foregroundStyle(Color(look.palette.ink))
            }
            Say(home.line(words, now: unlocked.platformNow))
            if home.plan?.photosWait == true { Aside(words["settings.saver_why"]) }
            let sentence = unlocked.sync.sentence(words)
            if !sentence.isEmpty { Aside(sentence) }
            if unlocked.sync.isRunning {
                LampButton(text: words["sync.stop"]) { unlocked.sync.cancel() }
            } else if home.canSync {
                LampButton(text: words["home.send"]) { await unlocked.send() }
            }
        }
    }
}

struct EnrolView: View {
    let unlocked: Unlocked

    var body: some View {
        if let offer = unlocked.enrol.offer {
            JoinView(unlocked: unlocked, offer: offer)
        } else {
            CodeView(unlocked: unlocked)
        }
    }
}

/// The code, read by the camera or typed.
private struct CodeView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        @Bindable var enrol = unlocked.enrol
        Page(title: look.words["enrol.title"]) {
            Say(look.words["enrol.how"])
            if enrol.canScan {
                LampButton(text: look.words["enrol.scan"], loudness: .light) {
                    if await enrol.scan() { await enrol.look() }
                }
            }
            Aside(look.words["enrol.type"])
            FieldFrame {
                TextField(look.words["enrol.type"], text: $enrol.text)
                    .font(look.body)
                    .autocorrectionDisabled()
                    .privacySensitive()
            }
            Aside(look.words["enrol.keeps"])
            if let failure = enrol.problem { Wrong(look.words.sentence(failure)) }
            if unlocked.sync.isRunning { Aside(unlocked.sync.sentence(look.words)) }
        } foot: {
            LampButton(text: look.words["enrol.later"]) { await unlocked.goHome() }
            LampButton(text: look.words["enrol.join"], loudness: enrol.canScan ? .deep : .light) {
                await enrol.look()
            }
            .disabled(enrol.busy || enrol.text.isEmpty)
        }
    }
}

/// What joining means, in words; the PIN where something waits or another enrolment stands.
private struct JoinView: View {
    let unlocked: Unlocked
    let offer: EnrolmentOfferRecord
    @State private var pin = ""
    @Environment(\.look) private var look

    var body: some View {
        let enrol = unlocked.enrol
        Page(title: look.words["join.title"]) {
            ForEach(Array(offer.said.enumerated()), id: \.offset) { _, said in
                Say(look.words.said(said))
            }
            if offer.needsPin {
                Aside(look.words["join.pin"])
                FieldFrame { SecureField(look.words["settings.pin_old"], text: $pin) }
            }
            if let failure = enrol.problem { Wrong(look.words.sentence(failure)) }
        } foot: {
            LampButton(text: look.words["enrol.later"]) { enrol.leave() }
            LampButton(text: look.words["join.yes"], loudness: .light) {
                let given = pin
                pin = ""
                await unlocked.join(pin: given)
            }
            .disabled(enrol.busy || (offer.needsPin && pin.isEmpty))
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
