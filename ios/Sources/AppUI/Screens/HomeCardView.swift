// One card of the home screen. Which there are, and in which order, is the core's to say.

import AppModel
import FarolaCore
import SwiftUI

struct HomeCardView: View {
    let unlocked: Unlocked
    let card: HomeCard
    /// Whether its button is the one of the screen that stands out.
    let standsOut: Bool
    @Environment(\.look) private var look

    private var words: Words { look.words }

    @ViewBuilder var body: some View {
        switch card {
        case .enrol:
            asking(words["enrol.first"], words["enrol.title"]) { await unlocked.show(.enrol) }
        case .fetchForms:
            asking(words["sync.first"], words["sync.first_now"], words["sync.first_about"]) {
                await unlocked.send()
            }
        case .prepareWalk:
            asking(words["home.no_walk"], words["home.new_walk"]) { await unlocked.register() }
        case .walk(let walk, let next):
            let place = walk.place ?? words["walk.no_place"]
            asking(words("home.walk", ["place": place]), goOnWords(next), stands(walk, next)) {
                await goOn(next)
            }
        case .correction(let message, let said):
            CardButton(
                title: words["home.correction"], line: said.joined(separator: Words.dot)
            ) {
                await unlocked.read(message)
            }
        case .draft(let draft):
            CardButton(title: words("home.draft", ["title": draft.title]), line: saved(draft)) {
                await unlocked.resume(draft)
            }
        case .setAside(let count):
            CardButton(title: words.count("home.stuck", Int(count)), line: "") {
                await unlocked.show(.papers)
            }
        case .oldDrafts(let count, let days):
            CardButton(
                title: words.count("home.old_drafts", Int(count)),
                line: words.count("home.old_drafts_go", Int(days))
            ) { await unlocked.show(.papers) }
        case .finding:
            CardButton(title: words["home.finding"], line: words["home.finding_why"]) {
                await unlocked.finding()
            }
        case .forms(let count):
            CardButton(
                title: words["home.forms"], line: words.count("home.forms_here", Int(count))
            ) { await unlocked.show(.forms) }
        case .papers(let drafts, let waiting, let sent): papers(drafts, waiting, sent)
        case .messages(let count):
            CardButton(title: words["home.messages"], line: news(count)) {
                await unlocked.show(.messages)
            }
        case .settings:
            CardButton(title: words["settings.title"], line: "") {
                await unlocked.show(.settings)
            }
        }
    }

    /// A card with a button of its own.
    private func asking(
        _ title: String, _ button: String, _ about: String = "",
        action: @escaping @MainActor () async -> Void
    ) -> some View {
        Card {
            Text(title).font(look.strong).foregroundStyle(Color(look.palette.ink))
            if !about.isEmpty { Aside(about) }
            LampButton(text: button, loudness: standsOut ? .light : .quiet, action: action)
        }
    }

    private func papers(_ drafts: UInt64, _ waiting: UInt64, _ sent: UInt64) -> some View {
        let line = [
            words.count("home.drafts_here", Int(drafts)), words.count("home.waiting", Int(waiting)),
            words.count("home.received", Int(sent)),
        ]
        return CardButton(title: words["home.papers"], line: line.joined(separator: Words.dot)) {
            await unlocked.show(.papers)
        }
    }

    private func news(_ count: UInt64?) -> String {
        count.map { words.count("home.messages_new", Int($0)) } ?? words["messages.none"]
    }

    private func saved(_ draft: DraftRecord) -> String {
        words(
            "drafts.saved",
            ["moment": words.moment(draft.updatedMs, now: unlocked.platformNow)])
    }

    /// How far the walk is.
    private func stands(_ walk: WalkRecord, _ next: WalkNext) -> String {
        switch next {
        case .registration: words["walk.registering"]
        case .gate: words["walk.at_gate"]
        case .debrief: words["walk.debriefing"]
        case .way:
            words(
                "walk.so_far",
                [
                    "duration": words.duration(Int(walk.elapsedS)),
                    "distance": words.distance(Double(walk.distanceM)),
                    "stops": words.count("walk.stops", Int(walk.stopsDone)),
                ])
        }
    }

    private func goOnWords(_ next: WalkNext) -> String {
        switch next {
        case .registration: words["walk.go_on_registration"]
        case .gate, .way, .debrief: words["home.go_on_walk"]
        }
    }

    private func goOn(_ next: WalkNext) async {
        switch next {
        case .registration: await unlocked.register()
        case .gate, .way: await unlocked.show(.walk)
        case .debrief: await unlocked.debrief()
        }
    }
}
