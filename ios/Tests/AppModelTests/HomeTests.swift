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

    @Test func theHonestLine() async throws {
        let real = try await RealPhone.opened()
        let home = try real.unlocked.home
        let now = real.phone.now
        home.counts = counts()
        #expect(
            home.line(Words(.es), now: now)
                == "Nada por enviar. Todavía sin contacto con el municipio.")
        home.counts = counts(waiting: 3, media: 1, percent: 40)
        #expect(home.line(Words(.es), now: now).hasPrefix("3 por enviar, 1 foto al 40 %."))
        #expect(home.line(Words(.en), now: now).hasPrefix("3 to send, 1 photo at 40%."))
        home.counts = counts(
            stuck: 2, contact: Int64(now.timeIntervalSince1970 * 1000) - 60_000)
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
            ProgressRecord(
                stage: .media, delivered: 1, submissions: 2, fileBytesSent: 25, fileBytes: 100))
        #expect(sync.share == 0.25)
        #expect(sync.sentence(Words(.en)) == "Sending the photos…")
        sync.state = .failed(Failure(code: "engine.not_enrolled"))
        #expect(sync.sentence(Words(.es)).contains("todavía no está inscrito"))
        #expect(sync.share == nil)
        sync.state = .idle
    }

    private func walk(
        phase: WalkPhase = .walking, accuracy: Double? = 9, checkIn: CheckInRecord? = nil,
        line: [PointRecord] = []
    ) -> WalkRecord {
        WalkRecord(
            code: nil, city: "Guadalajara", place: "Analco", phase: phase, registration: nil,
            debrief: nil, startedMs: nil, elapsedS: 3_060, distanceM: 1_120,
            accuracyM: accuracy, fixesKept: 3, fixesRefused: 0, plannedStops: 10, stopsDone: 6,
            findings: 0, nextStop: 7, nextStopM: 120, nextStopBearingDeg: 90, checkIn: checkIn,
            follows: phase == .walking || phase == .paused, night: true, line: line, route: [],
            stops: [])
    }

    @Test func whatTheWalkSays() async throws {
        let real = try await RealPhone.opened()
        let model = try real.unlocked.walk
        #expect(model.progress(Words(.es)).isEmpty)
        model.walk = walk()
        #expect(model.progress(Words(.es)) == "51 min\u{a0}· 1.1 km")
        #expect(model.way(Words(.es)) == "A 120 m hacia el oriente")
        #expect(model.signal(Words(.es)) == "±9 m")
        #expect(model.checkInText(Words(.es)).isEmpty)
        let minute: Int64 = 60_000
        model.walk = walk(checkIn: CheckInRecord(state: .fine, ms: 9 * minute, everyMin: 20))
        #expect(model.checkInText(Words(.es)) == "En 9 min")
        model.walk = walk(checkIn: CheckInRecord(state: .due, ms: 0, everyMin: 20))
        #expect(model.checkInText(Words(.es)) == "Ahora")
        model.walk = walk(
            accuracy: nil, checkIn: CheckInRecord(state: .missed, ms: 4 * minute, everyMin: 20))
        #expect(model.checkInText(Words(.en)) == "It was due 4 min ago")
        #expect(model.signal(Words(.es)) == "Buscando señal de ubicación…")
        model.walk = nil
    }

    /// The sign of life is reminded of once for each time it is due, in words that tell a
    /// stranger nothing, and never outside of a walk.
    @Test func theReminder() async throws {
        let real = try await RealPhone.opened()
        let model = try real.unlocked.walk
        let reminder = real.phone.reminder
        model.arrangeReminder()
        #expect(reminder.waiting == nil)
        let minute: Int64 = 60_000
        model.walk = walk(checkIn: CheckInRecord(state: .fine, ms: 9 * minute, everyMin: 20))
        model.arrangeReminder()
        #expect(reminder.waiting?.date == real.phone.now.addingTimeInterval(540))
        let said = reminder.waiting?.words ?? ""
        #expect(
            !said.isEmpty && !said.contains("Analco") && !said.lowercased().contains("recorrido"))
        real.phone.now.addTimeInterval(60)
        model.walk = walk(checkIn: CheckInRecord(state: .fine, ms: 8 * minute, everyMin: 20))
        model.arrangeReminder()
        #expect(reminder.settings == 1)
        model.walk = walk(checkIn: CheckInRecord(state: .due, ms: 0, everyMin: 20))
        model.arrangeReminder()
        #expect(reminder.settings == 1)
        model.walk = walk(checkIn: CheckInRecord(state: .fine, ms: 20 * minute, everyMin: 20))
        model.arrangeReminder()
        #expect(reminder.settings == 2)
        model.walk = walk(phase: .paused)
        model.arrangeReminder()
        #expect(reminder.waiting == nil)
        model.walk = nil
    }

    @Test func photosWaitWhenThePersonWantsIt() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        unlocked.home.counts = counts(waiting: 1, media: 2)
        real.phone.device.isMetered = true
        #expect(!unlocked.photosWait)
        await unlocked.settings.set(dataSaver: true)
        #expect(unlocked.photosWait)
        real.phone.device.isMetered = false
        #expect(!unlocked.photosWait)
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
        for spot in sketch.line {
            #expect(spot.x >= 16 && spot.x <= 284 && spot.y >= 16 && spot.y <= 184)
        }
        #expect(Sketch(walk(), width: 300, height: 200).here == nil)
        #expect(Sketch(walk(line: line), width: 10, height: 10).line.isEmpty)
    }
}
