import Fakes
import FarolaCore
import Foundation
import SwiftUI
import Testing

@testable import AppModel
@testable import AppUI

/// Every screen in both languages: it has words, and everything that can be touched a name.
@MainActor
struct ScreenTests {
    @Test func theFirstStartAndTheLock() async throws {
        let sight = await Sight()
        inspect(sight.marks, "first start")
        #expect(
            sight.says(Words(.es)["lock.choose_why"]) || sight.says(Words(.en)["lock.choose_why"]))
        let opened = try await Sight.opened()
        opened.phone.keys.set(biometry: .finger)
        await (try opened.unlocked).settings.arm(pin: "271828")
        await opened.shell.closeAndLock()
        await opened.shell.lock.look()
        inspect(opened.marks, "lock")
        for digit in 0...9 { #expect(opened.find(String(digit)) != nil) }
        opened.shell.lock.press(3)
        opened.shell.lock.press(7)
        // How many digits were typed is said, never which.
        #expect(!opened.texts.contains("3 7") && !opened.says("37"))
    }

    /// No PIN opens any more: none is asked for, the face may try, everything can be removed.
    @Test func theDamagedDoor() async throws {
        let opened = try await Sight.opened()
        opened.phone.keys.set(biometry: .face)
        await (try opened.unlocked).settings.arm(pin: "271828")
        await opened.shell.closeAndLock()
        try Data("torn".utf8).write(to: opened.phone.root.appendingPathComponent("door"))
        let shell = Shell(platform: opened.phone.platform, root: opened.phone.root)
        await shell.lock.look()
        let marks = Pen.read(RootView(shell: shell))
        inspect(marks, "damaged")
        let words = shell.words
        let buttons = marks.filter { $0.kind == .button }.map(\.name)
        #expect(
            buttons == [words["settings.erase"], words["lock.face"], words["button.try_again"]])
        #expect(marks.contains { $0.name == words.sentence("lock.damaged") })
        #expect(shell.lock.step == .damaged)
    }

    @Test(arguments: Language.allCases)
    func everyScreenBehindTheLock(language: Language) async throws {
        let sight = try await Sight.opened(language)
        try sight.addForm("bindings/scenario/form.xml")
        let unlocked = try sight.unlocked
        let words = Words(language)
        let routes: [(Route, String)] = [
            (.home, "home.title"), (.enrol, "enrol.title"), (.forms, "home.forms"),
            (.papers, "home.papers"), (.messages, "home.messages"),
            (.settings, "settings.title"), (.receipt, "receipt.title"),
        ]
        for (route, title) in routes {
            await unlocked.goHome()
            if route != .home { await unlocked.show(route) }
            inspect(sight.marks, "\(route) in \(language)")
            #expect(sight.says(words[title]), "\(route) in \(language)")
            if route == .settings { #expect(sight.says(words["enrol.not_yet"])) }
            // What the system says by itself is in the language of the app.
            #expect(sight.marks.allSatisfy { $0.locale.identifier == language.tag })
        }
        unlocked.problem = Failure(code: "storage.disk_full")
        #expect(sight.says(words.sentence("storage.disk_full")))
    }

    /// What could not be read or done is said on the screen that wanted it, until it can.
    @Test(arguments: Language.allCases)
    func whatCouldNotBeReadIsSaid(language: Language) async throws {
        let sight = try await Sight.opened(language) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, _ in
                Forgetful(unsafeFromHandle: phone.uniffiCloneHandle())
            }
        }
        let unlocked = try sight.unlocked
        let phone = try #require(unlocked.phone as? Forgetful)
        let said = Words(language).sentence("storage.disk_full")
        for route in [Route.home, .forms, .papers, .messages] {
            phone.set(fails: true)
            await unlocked.goHome()
            if route != .home { await unlocked.show(route) }
            #expect(sight.says(said), "\(route) in \(language)")
            phone.set(fails: false)
            await unlocked.refresh()
            #expect(!sight.says(said), "\(route) in \(language)")
        }
        // A decision that was not kept: the lists that could be read do not hide it.
        let set = SubmissionRecord(
            instance: "uuid:s", formId: "corner", title: "Esquina", corrects: nil, finalizedMs: 0,
            stands: .wedged, shelf: .setAside, canSend: false, canRetry: true, problem: nil,
            said: [.stands(state: .wedged)])
        await unlocked.goHome()
        await unlocked.show(.papers)
        #expect(unlocked.lists.problem == nil)
        await unlocked.lists.retry(set)
        #expect(sight.says(Words(language).sentence(try #require(unlocked.lists.problem))))
        await unlocked.lists.look(set, language)
        #expect(unlocked.lists.problem != nil && unlocked.lists.looked == nil)
    }

    /// Each card of the plan is drawn, in the plan's order, with the one amber button above.
    @Test(arguments: Language.allCases)
    func theCardsOfHome(language: Language) async throws {
        let sight = try await Sight.opened(language)
        let unlocked = try sight.unlocked
        let words = Words(language)
        await unlocked.goHome()
        let draft = DraftRecord(
            instance: "uuid:d", formId: "corner", title: "Esquina", corrects: nil, createdMs: 0,
            updatedMs: 0)
        let message = MessageRecord(
            instance: "uuid:m", title: "Parada 3", review: .hasIssues, reason: nil,
            comments: [], seen: false, changedMs: 0, said: [], correction: .begin)
        let cards: [(HomeCard, String)] = [
            (.enrol, words["enrol.title"]), (.fetchForms, words["sync.first_now"]),
            (.prepareWalk, words["home.new_walk"]),
            (.walk(walk: walk(.walking, .way), next: .way), words["home.go_on_walk"]),
            (
                .correction(message: message, said: ["Parada 3", "Falta la foto"]),
                words["home.correction"] + " Parada 3" + Words.dot + "Falta la foto"
            ),
            (.setAside(count: 2), words.count("home.stuck", 2)),
            (.draft(draft: draft), words("home.draft", ["title": "Esquina"])),
            (.finding, words["home.finding"]),
            (.forms(count: 3), words["home.forms"]),
            (.papers(drafts: 1, waiting: 2, sent: 3), words["home.papers"]),
            (.messages(newCount: nil), words["home.messages"]),
            (.settings, words["settings.title"]),
        ]
        unlocked.home.plan = HomePlanRecord(
            cards: cards.map(\.0), standsOut: 0,
            counts: HomeRecord(
                drafts: 1, waiting: 2, waitingMedia: 1, mediaPercent: nil, stuck: 2, sent: 3,
                messages: 0, lastContactMs: nil),
            device: DeviceRecord(
                id: "", server: "x", projectName: "Analco", place: "Analco: x",
                lastContactMs: nil),
            canSync: true, canSend: true, photosWait: true, project: "Analco", onTheirWay: 2)
        inspect(sight.marks, "all cards in \(language)")
        let buttons = sight.marks.filter { $0.kind == .button }.map(\.name)
        let places = cards.map { card in buttons.firstIndex { $0.hasPrefix(card.1) } ?? -1 }
        #expect(places == places.sorted() && places.first == 0, "\(buttons)")
        #expect(sight.find(words["home.send"]) != nil)
        #expect(sight.says(words["settings.saver_why"]))
        #expect(sight.texts.contains("Analco"))
        #expect(sight.texts.contains(words.count("home.waiting", 2)))
        unlocked.home.plan?.project = nil
        unlocked.home.plan?.onTheirWay = nil
        #expect(!sight.texts.contains("Analco"))
        #expect(!sight.texts.contains(words.count("home.waiting", 2)))
    }

    /// A touch opens one message, from the list and from the home screen, before its form.
    @Test(arguments: Language.allCases)
    func aTouchOpensAMessage(language: Language) async throws {
        let sight = try await Sight.opened(language) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, _ in
                ReviewedPhone(unsafeFromHandle: phone.uniffiCloneHandle())
            }
        }
        let unlocked = try sight.unlocked
        let phone = try #require(unlocked.phone as? ReviewedPhone)
        let words = Words(language)
        await unlocked.show(.messages)
        inspect(sight.marks, "messages in \(language)")
        func card(_ title: String) -> Mark? {
            sight.marks.first { $0.kind == .button && $0.name.hasPrefix(title) }
        }
        let other = try #require(card(words["messages.untitled"]))
        #expect(other.name.contains(words["messages.new"]))
        #expect(!sight.says("Falta la foto") && sight.find(words["messages.correct"]) == nil)
        #expect(phone.opened.isEmpty)
        other.press()
        #expect(await eventually { unlocked.lists.message?.instance == "uuid:b" })
        #expect(sight.says(words["review.state.approved"]))
        #expect(sight.find(words["messages.correct"]) == nil)
        try await sight.touch(words["button.back"]) { unlocked.lists.message == nil }
        #expect(card(words["messages.untitled"])?.name.contains(words["messages.new"]) == false)
        #expect(card("Parada 3")?.name.contains(words["messages.new"]) == true)

        await unlocked.goHome()
        unlocked.home.plan?.cards = [
            .correction(message: ReviewedPhone.all[0], said: ["Parada 3"])
        ]
        try await sight.touch(words["home.correction"] + " Parada 3", then: "Falta la foto")
        inspect(sight.marks, "a message in \(language)")
        #expect(unlocked.form == nil)
        #expect(phone.opened == ["uuid:b", "uuid:a"])
        #expect(sight.find(words["messages.correct"]) != nil)
    }

    @Test(arguments: Language.allCases)
    func everyPhaseOfTheWalk(language: Language) async throws {
        let sight = try await Sight.opened(language)
        let unlocked = try sight.unlocked
        let words = Words(language)
        try sight.addForm("kit/cs_recorrido.xml")
        try unlocked.phone.register()
        await unlocked.show(.walk)
        #expect(unlocked.route == .walk)
        let phases: [(WalkPhase, WalkPage, String)] = [
            (.gate, .gate, "gate.start"), (.walking, .way, "walk.pause"),
            (.paused, .way, "walk.go_on"),
        ]
        for (phase, next, said) in phases {
            unlocked.walk.walk = walk(phase, next)
            inspect(sight.marks, "\(phase) in \(language)")
            #expect(sight.says(words[said]), "\(phase) in \(language)")
            let locks = phase == .walking || phase == .paused
            if locks { #expect(sight.find(words["button.lock"]) != nil) }
            // While the way rests nothing says that it goes on.
            let states = ["walk.on", "walk.paused"].filter { sight.says(words[$0]) }
            #expect(!locks || states == [phase == .paused ? "walk.paused" : "walk.on"])
            // There is no key of the phone to go back with: every screen has a way out.
            let out = ["button.back", "receipt.home"].map { sight.find(words[$0]) != nil }
            #expect(out.contains(true), "\(phase) in \(language)")
        }
        // The core says which buttons there are, and in which order they stand.
        let named: [(WayAct, String)] = [
            (.leave, "walk.leave"), (.finding, "walk.finding"), (.goOn, "walk.go_on"),
            (.debrief, "walk.end"), (.pause, "walk.pause"), (.shortStop, "walk.short_stop"),
        ]
        for acts in [named, named.reversed(), Array(named.prefix(2)), []] {
            unlocked.walk.walk?.acts = acts.map(\.0)
            let buttons = sight.marks.filter { $0.kind == .button }.map(\.name)
            let all = named.map { words[$0.1] }
            #expect(buttons.filter(all.contains) == acts.map { words[$0.1] })
        }
        // On every other screen too, while the way is recorded.
        unlocked.walk.walk = walk(.walking, .way)
        await unlocked.lists.refresh()
        await unlocked.show(.settings)
        unlocked.walk.walk = walk(.walking, .way)
        #expect(sight.find(words["button.lock"]) != nil)
        unlocked.walk.walk = nil
    }

    /// The card of the walk says where it stands, also before it has a place.
    @Test(arguments: Language.allCases)
    func theCardOfTheWalk(language: Language) async throws {
        let sight = try await Sight.opened(language)
        let unlocked = try sight.unlocked
        let words = Words(language)
        let phases: [(WalkPhase, WalkNext, String, String)] = [
            (
                .registration, .registration, words["walk.registering"],
                words["walk.go_on_registration"]
            ),
            (.gate, .gate, words["walk.at_gate"], words["home.go_on_walk"]),
            (
                .walking, .way,
                "51\u{a0}min\u{a0}· 1.1\u{a0}km\u{a0}· " + words.count("walk.stops", 6),
                words["home.go_on_walk"]
            ),
            (.debrief, .debrief, words["walk.debriefing"], words["home.go_on_walk"]),
        ]
        for (phase, next, said, button) in phases {
            for place in ["Analco", nil] {
                var record = walk(phase, next == .way ? .way : nil)
                record.place = place
                let card = HomeCardView(
                    unlocked: unlocked, card: .walk(walk: record, next: next),
                    standsOut: true)
                let names = Pen.read(
                    card.environment(
                        \.look, Look(palette: .day, words: words, scale: 1))
                ).map(\.name)
                let named = place ?? words["walk.no_place"]
                #expect(names == [words("home.walk", ["place": named]), said, button])
            }
        }
    }

    /// Sending is offered where there is a server to send to, on each screen alike.
    @Test(arguments: Language.allCases)
    func sendingIsOfferedWhereItCanBeDone(language: Language) async throws {
        let sight = try await Sight.opened(language)
        let unlocked = try sight.unlocked
        let send = Words(language)["home.send"]
        try sight.addForm("bindings/scenario/form.xml")
        let screens: [(Route, @MainActor () async -> Void)] = [
            (.receipt, {}), (.papers, { await unlocked.show(.papers) }),
            (.home, { await unlocked.goHome() }),
        ]
        for isEnrolled in [false, true] {
            if isEnrolled {
                let link = "http://127.0.0.1:9/v1/key/abc/projects/1"
                _ = try await sight.shell.vault.ask { try $0.enrol(pin: "271828", text: link) }
            }
            await unlocked.begin("corner")
            let form = try #require(unlocked.form)
            _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
            await unlocked.finalize()
            for (route, open) in screens {
                await open()
                #expect(unlocked.route == route)
                #expect((sight.find(send) != nil) == isEnrolled, "\(route)")
                await unlocked.refresh()
                #expect((sight.find(send) != nil) == isEnrolled, "\(route)")
            }
        }
    }

    /// What is missing has words, also where the form has none, and the way to the first of it is
    /// the one amber button.
    @Test(arguments: Language.allCases)
    func theReviewNamesWhatIsMissing(language: Language) async throws {
        let sight = try await Sight.opened(language)
        let unlocked = try sight.unlocked
        let words = Words(language)
        try sight.addForm("bindings/scenario/form.xml")
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        while !form.isAtEnd { await form.skip() }
        inspect(sight.marks, "review in \(language)")
        #expect(sight.says(words.count("review.missing", form.faults.count)))
        let street = try #require(form.faults.first)
        #expect(street.broken.rule == .required && street.broken.words == nil)
        let said = words.question(street.label) + " " + words.sentence("answer.required")
        #expect(sight.find(said) != nil)
        #expect(sight.find(words["review.complete"]) == nil)
        try await sight.touch(words["review.mend"]) { form.reference == street.reference }
    }

    /// A broken rule never stands without words; that blanks are none is the core's to say.
    @Test func everyRuleHasWords() {
        for language in Language.allCases {
            let words = Words(language)
            let rules: [(Rule, String)] = [
                (.required, "answer.required"), (.constraint, "answer.constraint"),
                (.type, "answer.not_whole"), (.type, "answer.not_a_number"),
                (.type, "answer.not_a_place"), (.type, "answer.place_incomplete"),
                (.type, "answer.not_a_date"), (.type, "answer.not_of_type"),
                (.tooDear, "answer.too_dear"),
            ]
            for (rule, code) in rules {
                #expect(words.knows(code))
                for said in [nil, "No cabe"] {
                    let fault = words.fault(BrokenRule(rule: rule, words: said, code: code))
                    #expect(fault == said ?? words.sentence(code))
                }
            }
        }
    }

    private static let acts: [WalkPhase: [WayAct]] = [
        .walking: [.stop, .shortStop, .finding, .pause, .checkIn, .debrief, .leave],
        .paused: [.goOn, .checkIn, .debrief, .leave],
    ]

    private func walk(_ phase: WalkPhase, _ page: WalkPage?) -> WalkRecord {
        let here = PointRecord(lat: 20.6689, lon: -103.3392, accuracyM: 8)
        return WalkRecord(
            code: nil, city: "Guadalajara", place: "Analco", phase: phase, registration: nil,
            debrief: nil, startedMs: nil, elapsedS: 3_060, distanceM: 1_120, accuracyM: 9,
            fixesKept: 3, fixesRefused: 0, plannedStops: 10, stopsDone: 6, findings: 0,
            nextStop: 7, ahead: .towards(metres: 120, bearingDeg: 90),
            checkIn: CheckInRecord(state: .fine, ms: 540_000, everyMin: 20),
            follows: phase == .walking || phase == .paused, night: true,
            line: [here], route: [here], stops: [here], page: page,
            acts: page == .way ? Self.acts[phase] ?? [] : [])
    }

    @Test func whatIsMeantIsAskedTwice() async throws {
        var done = 0
        let button = SureButton(text: "Tirar", question: "¿Tirar?", sure: "Sí") { done += 1 }
        let first = Pen.read(button)
        #expect(first.map(\.name) == ["Tirar"])
        first[0].press()
        #expect(await eventually { Pen.read(button).count == 3 })
        #expect(done == 0)
        Pen.read(button).last?.press()
        #expect(await eventually { done == 1 })
        #expect(await eventually { Pen.read(button).count == 1 })
    }

    @Test func theCoverSaysNothing() async throws {
        let sight = try await Sight.opened()
        sight.shell.hide()
        #expect(sight.shell.covered)
        await sight.shell.show()
        #expect(!sight.shell.covered)
    }
}

/// A phone that cannot read what it holds.
private final class Forgetful: Phone, @unchecked Sendable {
    private let guarded = NSLock()
    private var fails = false

    func set(fails: Bool) { guarded.withLock { self.fails = fails } }

    private func fail() throws {
        if guarded.withLock({ fails }) { throw FarolaError.Storage(code: "storage.disk_full") }
    }

    override func homePlan(language: String, metered: Bool) throws -> HomePlanRecord {
        try fail()
        return try super.homePlan(language: language, metered: metered)
    }

    override func papers() throws -> [PapersRecord] {
        try fail()
        return try super.papers()
    }

    override func messages(language: String) throws -> [MessageRecord] {
        try fail()
        return try super.messages(language: language)
    }
}
