import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// What home and the walk say.
@MainActor
struct HomeTests {
    private func counts(
        waiting: UInt64 = 0, media: UInt64 = 0, percent: UInt8? = nil, stuck: UInt64 = 0,
        contact: Int64? = nil
    ) -> HomeRecord {
        HomeRecord(
            drafts: 0, waiting: waiting, waitingMedia: media, mediaPercent: percent,
            stuck: stuck, sent: 0, messages: 0, lastContactMs: contact)
    }

    private func plan(_ counts: HomeRecord) -> HomePlanRecord {
        HomePlanRecord(
            cards: [], standsOut: 0, counts: counts,
            device: DeviceRecord(
                id: "", server: nil, projectName: nil, place: nil, lastContactMs: nil),
            canSync: false, canSend: false, photosWait: false)
    }

    /// Home shows what the core planned: at first to join, then what is there, in its order.
    @Test func homeIsThePlanOfTheCore() async throws {
        let real = try await RealPhone.opened()
        let home = try real.unlocked.home
        #expect(home.plan?.cards == [.enrol, .settings])
        #expect(home.plan?.canSync == false)
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        try await real.unlocked.begin("corner")
        await (try real.unlocked).goHome()
        let cards = try #require(home.plan?.cards)
        guard case .draft(let draft) = try #require(cards.dropFirst(2).first) else {
            Issue.record("the draft has no card among \(cards.count)")
            return
        }
        #expect(draft.formId == "corner")
        let last: [HomeCard] = [
            .finding, .forms(count: 1), .papers(drafts: 1, waiting: 0, sent: 0), .settings,
        ]
        #expect(cards.prefix(2) == [.enrol, .prepareWalk])
        #expect(Array(cards.dropFirst(3)) == last)
    }

    @Test func theHonestLine() async throws {
        let real = try await RealPhone.opened()
        let home = try real.unlocked.home
        let now = real.phone.now
        home.plan = plan(counts())
        #expect(
            home.line(Words(.es), now: now)
                == "Nada por enviar. Todavía sin contacto con el municipio.")
        home.plan = plan(counts(waiting: 3, media: 1, percent: 40))
        #expect(home.line(Words(.es), now: now).hasPrefix("3 por enviar, 1 foto al 40 %."))
        #expect(home.line(Words(.en), now: now).hasPrefix("3 to send, 1 photo at 40%."))
        home.plan = plan(
            counts(stuck: 2, contact: Int64(now.timeIntervalSince1970 * 1000) - 60_000))
        let line = home.line(Words(.es), now: now)
        #expect(line.hasPrefix("2 esperan una decisión. Último contacto: "))
    }

    @Test func howASendingGoes() async throws {
        let real = try await RealPhone.opened()
        let sync = try real.unlocked.sync
        #expect(sync.sentence(Words(.es)).isEmpty)
        sync.state = .running(nil)
        #expect(sync.sentence(Words(.es)) == "Saludando al municipio…")
        sync.state = .running(
            ProgressRecord(stage: .media, delivered: 1, submissions: 2, percent: 25))
        #expect(sync.sentence(Words(.en)) == "Sending photos: 25%")
        sync.state = .running(
            ProgressRecord(stage: .reports, delivered: 1, submissions: 2, percent: 0))
        #expect(sync.sentence(Words(.en)) == "Sending: 1 of 2")
        sync.state = .failed(Failure(code: "engine.not_enrolled"))
        #expect(sync.sentence(Words(.es)).contains("todavía no está inscrito"))
        sync.state = .idle
    }

    /// Each stage has words of its own; before the first is heard it is the greeting.
    @Test(arguments: Language.allCases)
    func eachStageIsSaid(language: Language) {
        let words = Words(language)
        let stages: [SyncStage] = [.greeting, .reports, .changes, .forms, .media, .waiting]
        func say(_ stage: SyncStage) -> String {
            words.said(ProgressRecord(stage: stage, delivered: 1, submissions: 2, percent: 25))
        }
        let said = stages.map(say)
        #expect(Set(said).count == stages.count)
        #expect(said.allSatisfy { !$0.hasPrefix("sync.") && !$0.contains("{") })
        #expect(say(.idle) == say(.greeting))
    }

    /// Delivered, forms, news, set aside, postponed, forms that were missed.
    nonisolated private static let endings: [(SyncEnding, [UInt64], String)] = [
        (.upToDate, [0, 0, 0, 0, 0, 0], "Al día: no había nada nuevo."),
        (
            .upToDate, [2, 1, 1, 0, 0, 0],
            "2 llegaron completos, huella verificada. Llegó 1 formulario. "
                + "Hay 1 novedad del municipio."
        ),
        (.left, [0, 0, 0, 1, 0, 0], "1 espera una decisión suya."),
        (
            .left, [1, 0, 0, 0, 2, 1],
            "1 llegó completo, huella verificada. 2 se envían más tarde. "
                + "Falta 1 formulario: no se pudo bajar."
        ),
        (
            .left, [0, 0, 0, 1, 2, 1],
            "1 espera una decisión suya. 2 se envían más tarde. "
                + "Falta 1 formulario: no se pudo bajar."
        ),
        (
            .paused(code: "server.failed"), [1, 0, 0, 0, 0, 0],
            Words(.es).sentence("server.failed") + " "
                + "Nada se pierde: todo sigue en este teléfono."
        ),
        (.cancelled, [0, 0, 0, 0, 0, 0], Words(.es)["sync.cancelled"]),
    ]

    /// One sentence about what a sync came to; what is left is never passed over.
    @Test(arguments: endings)
    func howASyncEnded(ending: SyncEnding, counts: [UInt64], said: String) async throws {
        let real = try await RealPhone.opened()
        let sync = try real.unlocked.sync
        let ended = SyncEndedRecord(
            ending: ending, delivered: counts[0], forms: counts[1], news: counts[2],
            setAside: counts[3], postponed: counts[4], formsMissed: counts[5])
        sync.state = .ended(.of(ended))
        #expect(sync.sentence(Words(.es)) == said)
        sync.state = .idle
    }

    private func walk(
        phase: WalkPhase = .walking, accuracy: Double? = 9, checkIn: CheckInRecord? = nil,
        line: [PointRecord] = []
    ) -> WalkRecord {
        let places = line.map(PlaceRecord.init)
        return WalkRecord(
            code: nil, city: "Guadalajara", place: "Analco", phase: phase, registration: nil,
            debrief: nil, startedMs: nil, elapsedS: 3_060, distanceM: 1_120,
            accuracyM: accuracy, fixesKept: 3, fixesRefused: 0, plannedStops: 10, stopsDone: 6,
            findings: 0, nextStop: 7, ahead: .towards(metres: 120, bearingDeg: 90),
            checkIn: checkIn,
            follows: phase == .walking || phase == .paused, night: true, line: line, route: [],
            stops: [], frame: places.isEmpty ? nil : sketchAround(places: places))
    }

    @Test func whatTheWalkSays() async throws {
        let real = try await RealPhone.opened()
        let model = try real.unlocked.walk
        #expect(model.progress(Words(.es)).isEmpty)
        model.walk = walk()
        #expect(model.progress(Words(.es)) == "51\u{a0}min\u{a0}· 1.1\u{a0}km")
        #expect(model.way(Words(.es)) == "A 120\u{a0}m hacia el oriente")
        model.walk?.ahead = .there
        #expect(model.way(Words(.es)) == "Ya está en la parada")
        #expect(model.way(Words(.en)) == "You are at the stop")
        #expect(model.signal(Words(.es)) == "±9\u{a0}m")
        #expect(model.checkInText(Words(.es)).isEmpty)
        func sign(_ state: CheckInState, minutes: UInt32) -> CheckInRecord {
            var sign = CheckInRecord(state: state, ms: 1, everyMin: 20)
            sign.minutes = minutes
            return sign
        }
        // The minutes are the core's, whatever the milliseconds are.
        model.walk = walk(checkIn: sign(.fine, minutes: 9))
        #expect(model.checkInText(Words(.es)) == "En 9 min")
        model.walk = walk(checkIn: sign(.due, minutes: 0))
        #expect(model.checkInText(Words(.es)) == "Ahora")
        model.walk = walk(accuracy: nil, checkIn: sign(.missed, minutes: 4))
        #expect(model.checkInText(Words(.en)) == "It was due 4 min ago")
        #expect(model.signal(Words(.es)) == "Buscando señal de ubicación…")
        model.walk = nil
    }

    private func sign(
        _ state: CheckInState, ring: UInt32, inMinutes: Int64
    ) -> CheckInRecord {
        CheckInRecord(
            state: state, ms: 0, everyMin: 20, ring: ring, nextRingInMs: inMinutes * 60_000)
    }

    /// The sign of life is reminded of when the core says, in a pause too and again while nobody
    /// answers, in words that tell a stranger nothing, and never outside of a walk.
    @Test func theReminder() async throws {
        let real = try await RealPhone.opened()
        let model = try real.unlocked.walk
        let reminder = real.phone.reminder
        model.arrangeReminder()
        #expect(reminder.waiting == nil)
        model.walk = walk(checkIn: sign(.fine, ring: 0, inMinutes: 9))
        model.arrangeReminder()
        #expect(reminder.waiting?.date == real.phone.now.addingTimeInterval(540))
        let said = reminder.waiting?.words ?? ""
        #expect(
            !said.isEmpty && !said.contains("Analco") && !said.lowercased().contains("recorrido"))
        real.phone.now.addTimeInterval(60)
        model.walk = walk(checkIn: sign(.fine, ring: 0, inMinutes: 8))
        model.arrangeReminder()
        #expect(reminder.settings == 1)
        real.phone.now.addTimeInterval(480)
        model.walk = walk(checkIn: sign(.due, ring: 1, inMinutes: 5))
        model.arrangeReminder()
        #expect(reminder.settings == 2)
        #expect(reminder.waiting?.date == real.phone.now.addingTimeInterval(300))
        real.phone.now.addTimeInterval(300)
        model.walk = walk(phase: .paused, checkIn: sign(.missed, ring: 2, inMinutes: 5))
        model.arrangeReminder()
        #expect(reminder.settings == 3)
        model.walk = walk(checkIn: sign(.fine, ring: 0, inMinutes: 20))
        model.arrangeReminder()
        #expect(reminder.settings == 4)
        model.walk = walk(phase: .debrief)
        model.arrangeReminder()
        #expect(reminder.waiting == nil)
        model.walk = nil
    }

    /// What is opened is seen; a list that is read, and one that is closed, marks nothing.
    @Test func aMessageIsSeenWhenItIsOpened() async throws {
        let phone = ReviewedPhone(noHandle: .init())
        let lists = ListsModel(core: PhoneLine(phone: phone, line: CoreLine()))
        await lists.refreshMessages(.es)
        #expect(lists.messages.map(\.seen) == [false, false])
        #expect(lists.message == nil && phone.opened.isEmpty)
        await lists.open(lists.messages[1], .es)
        #expect(phone.opened == ["uuid:b"])
        #expect(lists.message?.instance == "uuid:b")
        #expect(lists.messages.map(\.seen) == [false, true])
        await lists.refreshMessages(.en)
        #expect(lists.message?.instance == "uuid:b")
        lists.close()
        #expect(lists.message == nil)
        #expect(phone.opened == ["uuid:b"])
        await lists.open(
            MessageRecord(
                instance: "uuid:gone", title: nil, review: .other, reason: nil, comments: [],
                seen: false, changedMs: 0, said: [], correction: nil), .es)
        #expect(lists.problem?.code == "engine.submission_unknown")
        #expect(lists.message == nil)
    }

    /// The core looks at the wish, the network and what waits.
    @Test func photosWaitWhenThePersonWantsIt() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        let filling = try unlocked.phone.begin(formId: "corner", language: nil)
        _ = try filling.answer(reference: "/corner/street", value: "Analco")
        let picture = RealPhone.root.appendingPathComponent("bindings/scenario/lamp.jpg")
        _ = try filling.attachPhoto(reference: "/corner/photo", file: picture.path)
        _ = try filling.finalize()
        real.phone.device.isMetered = true
        await unlocked.goHome()
        #expect(unlocked.home.plan?.counts.waitingMedia == 1)
        #expect(unlocked.home.plan?.photosWait == false)
        await unlocked.settings.set(dataSaver: true)
        await unlocked.goHome()
        #expect(unlocked.home.plan?.photosWait == true)
        real.phone.device.isMetered = false
        await unlocked.goHome()
        #expect(unlocked.home.plan?.photosWait == false)
    }

    @Test func noWalkNoGate() async throws {
        let real = try await RealPhone.opened()
        let model = try real.unlocked.walk
        await model.refresh()
        #expect(model.walk == nil)
        #expect(!model.isTracking)
        await model.pause()
        #expect(model.problem?.code == "walk.not_open")
        #expect(!real.phone.places.isOn)
    }

    @Test func theSketchFitsAndPointsNorth() throws {
        let line = [
            PointRecord(lat: 20.6689, lon: -103.3392, accuracyM: nil),
            PointRecord(lat: 20.6698, lon: -103.3380, accuracyM: nil),
        ]
        let sketch = Sketch(walk(line: line), width: 300, height: 200)
        #expect(sketch.line.count == 2)
        #expect(sketch.here == sketch.line.last)
        let (first, last) = (sketch.line[0], sketch.line[1])
        #expect(last.x > first.x && last.y < first.y)
        // The outermost lie on the rim, but for what is rounded in their numbers.
        let rim = 16 - 1e-6
        for spot in sketch.line {
            #expect(spot.x >= rim && spot.x <= 300 - rim)
            #expect(spot.y >= rim && spot.y <= 200 - rim)
        }
        #expect(abs(first.y - 184) < 1e-6 && abs(last.y - 16) < 1e-6)
        #expect(Sketch(walk(), width: 300, height: 200).here == nil)
        #expect(Sketch(walk(line: line), width: 10, height: 10).line.isEmpty)
    }

    /// The same two places are as far apart on both phones: 20 m of the 60 that the core frames at
    /// least, whichever side of the rectangle is the shorter one.
    @Test(arguments: [(332.0, 1_000.0, 100.0), (1_000.0, 332.0, 100.0), (632.0, 932.0, 200.0)])
    func asFarApartAsOnAndroid(width: Double, height: Double, apart: Double) throws {
        let north = 20.0 / 111_195.08
        let line = [
            PointRecord(lat: 20.6689, lon: -103.3392, accuracyM: nil),
            PointRecord(lat: 20.6689 + north, lon: -103.3392, accuracyM: nil),
        ]
        let sketch = Sketch(walk(line: line), width: width, height: height)
        #expect(abs(sketch.line[0].y - sketch.line[1].y - apart) < 0.01)
        #expect(abs(sketch.line[0].x - sketch.line[1].x) < 0.01)
    }

    /// A touch is where the finger was, and the grid goes through the middle.
    @Test func aTouchOnASketch() throws {
        let here = PlaceRecord(lat: 20.6689, lon: -103.3392, altitudeM: nil, accuracyM: nil)
        let frame = sketchAround(places: [here])
        let map = try #require(PlaceMap(frame, width: 600, height: 300, margin: 0))
        for spot in [Spot(x: 300, y: 150), Spot(x: 0, y: 0), Spot(x: 599, y: 42)] {
            let start = try #require(sketchBoard(places: [here], here: nil))
            let there = sketchMoved(board: start, by: .touch(by: map.offset(spot))).pin
            let back = map.spots([there])
            #expect(abs(back[0].x - spot.x) < 0.01 && abs(back[0].y - spot.y) < 0.01)
        }
        let (xs, ys) = map.grid
        #expect(xs.contains { abs($0 - 300) < 0.01 } && ys.contains { abs($0 - 150) < 0.01 })
        let step = frame.gridM * 300 / frame.northM
        #expect(abs(xs[1] - xs[0] - step) < 0.01 && abs(ys[1] - ys[0] - step) < 0.01)
        #expect(xs.allSatisfy { $0 >= 0 && $0 <= 600 } && ys.allSatisfy { $0 >= 0 && $0 <= 300 })
        #expect(PlaceMap(frame, width: 600, height: 20, margin: 10) == nil)
    }
}
