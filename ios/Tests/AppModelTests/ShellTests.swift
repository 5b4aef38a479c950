import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct ShellTests {
    @Test func awayForLongerThanAllowedLocks() async throws {
        let real = try await RealPhone.opened()
        real.shell.hide()
        #expect(real.shell.covered)
        try await real.settle()
        real.phone.instants.pass(seconds: 30)
        await real.shell.show()
        #expect(!real.shell.covered)
        #expect(real.shell.door == .open)
        real.shell.hide()
        try await real.settle()
        real.phone.instants.pass(seconds: 61)
        await real.shell.show()
        #expect(real.shell.door == .locked)
        #expect(real.shell.unlocked == nil)
    }

    /// The key does not stay in memory until she comes back, and a moment that the platform gives
    /// after that sends nothing.
    @Test func itLocksWhileItIsOutOfSight() async throws {
        let real = try await RealPhone.opened()
        real.shell.hide()
        try await real.settle()
        real.phone.instants.pass(seconds: 59)
        await real.shell.look()
        #expect(real.shell.door == .open)
        real.phone.instants.pass(seconds: 1)
        await real.shell.useMoment()
        #expect(real.shell.door == .locked)
        #expect(real.shell.unlocked == nil)
        #expect(real.shell.covered)
    }

    /// Locked out of sight while the phone's files are closed: the door is asked again when she
    /// is back, and she finds the pad.
    @Test func aDoorThatCouldNotBeReadIsAskedAgain() async throws {
        let closed = Switch()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys, instants in
            FakeDoor(
                try Door(dir: dir, keys: keys, instants: instants),
                asked: { if closed.isOn { throw FarolaError.Storage(code: "engine.io") } },
                each: { phone, _ in phone })
        }
        await shell.lock.look()
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        try #require(shell.door == .open)
        shell.hide()
        try await shell.line.run {}
        fakes.instants.pass(seconds: 61)
        closed.isOn = true
        await shell.look()
        #expect(shell.door == .locked)
        #expect(await until { shell.lock.problem != nil })
        #expect(shell.lock.heading == "door.failed")
        closed.isOn = false
        await shell.show()
        #expect(shell.lock.step == .enter)
        #expect(shell.lock.problem == nil)
    }

    /// A cancel between being asked and beginning is heard.
    @Test func aSyncThatWasCancelledBeforeItBeganIsCancelled() async throws {
        let plans = Plans()
        let phone = Planned(noHandle: .init())
        phone.plans = plans
        let fakes = FakePhone()
        let sync = SyncModel(
            core: PhoneLine(phone: phone, line: CoreLine()), device: fakes.device,
            errands: fakes.errands)
        let run = Task { await sync.run(asked: true) }
        let cancel = Task { sync.cancel() }
        await cancel.value
        await run.value
        #expect(plans.heard == ["sync asked: true", "cancelled", "ended"])
        await sync.run(asked: true)
        #expect(plans.heard.suffix(2) == ["sync asked: true", "ended"])
    }

    /// What is planned after a sync is the report's own occasion, whatever it came to, or that
    /// there was none.
    @Test(arguments: [SyncOccasion.ended(cancelled: true, retryAtMs: 9), nil])
    func whatIsPlannedAfterASyncIsTheCores(occasion: SyncOccasion?) async throws {
        let plans = Plans()
        plans.ends = occasion
        let phone = Planned(noHandle: .init())
        phone.plans = plans
        let fakes = FakePhone()
        let sync = SyncModel(
            core: PhoneLine(phone: phone, line: CoreLine()), device: fakes.device,
            errands: fakes.errands)
        await sync.run(asked: true)
        #expect(plans.occasions == [occasion ?? .missed])
    }

    /// In the camera she has longer: a photo takes its time.
    @Test func theCameraIsAnErrand() async throws {
        let real = try await RealPhone.opened()
        var locks: [Shell.Entry] = []
        real.phone.capture.whileOpen = {
            real.shell.hide()
            try? await real.settle()
            real.phone.instants.pass(seconds: 61)
            await real.shell.show()
            locks.append(real.shell.door)
        }
        _ = await (try real.unlocked).enrol.scan()
        #expect(locks == [.open])
        real.shell.hide()
        try await real.settle()
        real.phone.instants.pass(seconds: 61)
        await real.shell.show()
        #expect(real.shell.door == .locked)
    }

    /// A fault of the core's own: its handles are thrown away, and nothing typed is lost.
    @Test func afterAFaultOfTheCoreEverythingIsOpenedAnew() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        let broken = try real.unlocked
        await broken.begin("corner")
        let form = try #require(broken.form)
        guard case .text(let street) = form.rows[0].control else {
            Issue.record("no text")
            return
        }
        await street.type("Pino Suárez").value
        let line = real.shell.line
        await #expect(throws: FarolaError.self) {
            try await line.run { throw FarolaError.Bug(code: "engine.panic") }
        }
        #expect(await until { real.shell.unlocked?.problem?.code == "engine.panic" })
        let unlocked = try real.unlocked
        #expect(unlocked !== broken)
        #expect(real.shell.door == .open)
        await unlocked.show(.papers)
        await unlocked.resume(try #require(unlocked.lists.drafts.first))
        #expect(unlocked.form?.rows.first?.drawn.answer == .text(text: "Pino Suárez"))
    }

    /// A core that breaks each time it is asked about the walk, the last thing that opening reads.
    @Test func aFaultThatComesEachTimeIsNotOpenedForEver() async throws {
        let counter = Counter()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, again in
                guard again else { return phone }
                _ = counter.next()
                return Breaking(unsafeFromHandle: phone.uniffiCloneHandle())
            }
        }
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        try #require(shell.door == .open)
        await #expect(throws: FarolaError.self) {
            try await shell.line.run { throw FarolaError.Bug(code: "engine.panic") }
        }
        #expect(await until { shell.unlocked?.problem?.code == "engine.panic" })
        for _ in 0..<200 { try await shell.line.run {} }
        #expect(counter.now == 1)
    }

    /// Whatever breaks when the core is asked where to go: what was sealed stays sealed, home is
    /// in front, and what is wrong is said.
    @Test(arguments: [Ask.afterSealing, .firstScreen, .submissions])
    func whereToGoCannotBeAsked(breaks: Ask) async throws {
        let real = try await RealPhone.opened { phone in
            let silent = Silent(unsafeFromHandle: phone.uniffiCloneHandle())
            silent.breaks = breaks
            return silent
        }
        let unlocked = try real.unlocked
        #expect(unlocked.route == .home)
        let atOpening = breaks == .firstScreen ? "engine.io" : nil
        #expect(unlocked.problem?.code == atOpening)
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
        await unlocked.seal()
        #expect(unlocked.form == nil)
        #expect(unlocked.home.plan?.counts.waiting == 1)
        switch breaks {
        case .afterSealing:
            #expect(unlocked.routes == [.home])
            #expect(unlocked.problem?.code == "engine.io")
        case .submissions:
            #expect(unlocked.route == .receipt && unlocked.receipt == nil)
            #expect(unlocked.problem?.code == "engine.io")
        case .firstScreen:
            #expect(unlocked.route == .receipt && unlocked.receipt != nil)
            #expect(unlocked.problem == nil)
        }
    }

    /// The core plans when to sync; the shell begins it, hands over, or asks the platform.
    @Test func aSyncBeginsWhenThePlanSays() async throws {
        let plans = Plans()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, _ in
                let planned = Planned(unsafeFromHandle: phone.uniffiCloneHandle())
                planned.plans = plans
                return planned
            }
        }
        await shell.lock.look()
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        let unlocked = try #require(shell.unlocked)
        #expect(plans.heard == ["unlocked"])
        #expect(fakes.errands.asked.isEmpty)
        // As it is pasted: blanks around it are the core's to take away.
        unlocked.enrol.text = " farola://enrol?url=http%3A%2F%2F127.0.0.1%3A9%2Fkey%2Fabc\n"
        await unlocked.join()
        #expect(unlocked.enrol.problem == nil)
        #expect(plans.heard == ["unlocked", "enrolled", "sync asked: true", "ended"])
        _ = try unlocked.phone.addForm(
            xml: Data(RealPhone.file("bindings/scenario/form.xml").utf8))
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
        await unlocked.seal()
        #expect(unlocked.route == .receipt)
        #expect(plans.heard.last == "sealed")
        #expect(fakes.errands.asked == [SyncLaterRecord(notBeforeMs: 7, unmetered: true)])
        shell.hide()
        await fakes.errands.finishing?.value
        #expect(plans.heard.suffix(3) == ["hidden", "hand over", "ended"])
        await shell.useMoment()
        #expect(plans.heard.suffix(2) == ["sync asked: false", "ended"])
    }

    @Test func aLinkOfEnrolmentOpensAtOnceOrAfterThePin() async throws {
        let real = try await RealPhone.opened()
        let link = try #require(URL(string: "farola://enrol?url=https%3A%2F%2Fhub.example"))
        await real.shell.take(link: link)
        #expect(try real.unlocked.route == .enrol)
        #expect(try real.unlocked.enrol.text == link.absoluteString)
        await real.shell.closeAndLock()
        await real.shell.take(link: link)
        #expect(real.shell.door == .locked)
        await real.type(RealPhone.pin)
        #expect(try real.unlocked.enrol.text == link.absoluteString)
        #expect(try real.unlocked.route == .enrol)
        let other = try #require(URL(string: "https://hub.example/"))
        try real.unlocked.enrol.text = ""
        await real.shell.take(link: other)
        #expect(try real.unlocked.enrol.text == "")
    }

    @Test func aDraftIsThereAfterTheLock() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        try await real.unlocked.begin("corner")
        let form = try #require(try real.unlocked.form)
        guard case .text(let street) = form.rows[0].control else {
            Issue.record("no text")
            return
        }
        await street.type("Pino Suárez").value
        await real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let unlocked = try real.unlocked
        await unlocked.show(.papers)
        let draft = try #require(unlocked.lists.drafts.first)
        await unlocked.resume(draft)
        #expect(unlocked.form?.rows.first?.drawn.answer == .text(text: "Pino Suárez"))
        await unlocked.back()
        #expect(unlocked.route == .papers)
        await unlocked.discard(draft)
        #expect(unlocked.lists.drafts.isEmpty)
    }

    /// While a walk is on, a pause included, the lock closes the screen and not the track.
    @Test func theTrackGoesOnBehindTheLock() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        try await real.setOut()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        await unlocked.walk.pause()
        #expect(unlocked.walk.phase == .paused)
        #expect(real.phone.places.isOn && real.phone.places.isBackground)
        await unlocked.begin("corner")
        await real.shell.closeAndLock()
        #expect(real.shell.door == .locked)
        #expect(real.shell.unlocked === unlocked)
        #expect(unlocked.form == nil)
        #expect(real.phone.places.isOn)
        real.phone.now = Date()
        real.phone.places.give(20.6767, -103.347, 6, atMs: real.phone.nowMs)
        #expect(await until { unlocked.walk.walk?.accuracyM == 6 })
        // A moment that the platform gives is used to send, as the door says.
        #expect(unlocked.sync.state == .idle)
        await real.shell.useMoment()
        let notEnrolled = Failure(FarolaError.Auth(code: "engine.not_enrolled"))
        #expect(unlocked.sync.state == .failed(notEnrolled))
        #expect(real.shell.door == .locked && real.shell.unlocked === unlocked)
        await real.type("999999")
        #expect(real.shell.door == .locked)
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .open)
        #expect(real.shell.unlocked === unlocked)
        #expect(unlocked.route == .walk)
        await unlocked.walk.leave()
        #expect(!real.phone.places.isOn)
        await real.shell.closeAndLock()
        #expect(real.shell.unlocked == nil)
    }

    /// The walk's screen is there for the gate and the way; from whatever else a person comes back
    /// to it, home is in front and its card leads on.
    @Test func aWalkWithoutAScreenGivesWayToHome() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        for form in ["cs_recorrido", "cs_cierre"] {
            try real.add(RealPhone.file("kit/\(form).xml"))
        }
        await unlocked.show(.walk)
        #expect(unlocked.routes == [.home])
        await unlocked.register()
        await unlocked.back()
        await unlocked.show(.walk)
        #expect(unlocked.walk.phase == .registration && unlocked.routes == [.home])
        await unlocked.walk.leave()
        try unlocked.phone.register()
        await unlocked.show(.walk)
        #expect(unlocked.walk.walk?.page == .gate && unlocked.route == .walk)
        await unlocked.walk.start()
        await unlocked.refresh()
        #expect(unlocked.walk.walk?.page == .way && unlocked.route == .walk)
        await unlocked.debrief()
        #expect(unlocked.route == .form)
        await unlocked.back()
        #expect(unlocked.walk.phase == .debrief && unlocked.routes == [.home])
        guard case .walk(_, .debrief)? = unlocked.home.plan?.cards.dropFirst().first else {
            Issue.record("no card of the walk among \(unlocked.home.plan?.cards ?? [])")
            return
        }
    }

    /// The screen goes dark by what the core says: at opening, when the wish changes, and while the
    /// way is in sight; where the core cannot say, as the phone is.
    @Test func nightFallsDuringAWalk() async throws {
        let sky = Sky()
        let real = try await RealPhone.opened { phone in
            let under = UnderTheSky(unsafeFromHandle: phone.uniffiCloneHandle())
            under.sky = sky
            return under
        }
        let unlocked = try real.unlocked
        let settings = unlocked.settings
        #expect(settings.dark == nil)
        #expect(settings.isDark(system: true) && !settings.isDark(system: false))
        try await real.setOut()
        await unlocked.show(.walk)
        sky.says = .dark
        #expect(settings.dark == nil)
        await unlocked.lookAgain()
        #expect(settings.dark == true && settings.isDark(system: false))
        #expect(unlocked.route == .walk)
        sky.says = .light
        await settings.set(appearance: .light)
        #expect(settings.dark == false && !settings.isDark(system: true))
        sky.says = nil
        await unlocked.lookAgain()
        #expect(settings.dark == nil)
        sky.says = .dark
        await settings.load()
        #expect(settings.dark == true)
    }

    /// A look that comes late, when the debrief is open already, leaves it open.
    @Test func aLateLookClosesNoForm() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("kit/cs_cierre.xml"))
        try await real.setOut()
        let unlocked = try real.unlocked
        await unlocked.show(.walk)
        await unlocked.debrief()
        await unlocked.lookAgain()
        #expect(unlocked.route == .form && unlocked.form != nil)
    }

    @Test func settingsStayAndDecideTheWords() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        await settings.set(language: .en)
        await settings.set(textPercent: 150)
        await settings.set(appearance: .dark)
        await settings.set(dataSaver: true)
        #expect(settings.problem == nil)
        #expect(real.shell.words.language == .en)
        #expect(settings.isDark(system: false))
        await real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let after = try real.unlocked.settings
        #expect(after.record.language == "en")
        #expect(after.record.textPercent == 150)
        #expect(after.record.lockAfterS == 60)
        #expect(after.record.dataSaver)
        await after.set(appearance: .light)
        #expect(!after.isDark(system: true))
        await after.set(appearance: .auto)
        #expect(after.isDark(system: true))
        #expect(after.storage != nil)
        await after.purge()
        #expect(after.purged == 0)
    }

    /// Before anything is chosen the settings are the core's own, in the language of the phone.
    @Test func whatHoldsBeforeAnythingIsChosen() async throws {
        let real = try await RealPhone.opened()
        var kept = try real.unlocked.phone.settings()
        kept.language = Language.phone.code
        #expect(SettingsModel.usual == kept)
        #expect(try real.unlocked.settings.record.textPercent == usualSettings().textPercent)
    }

    /// Each time that can be chosen is one that the core keeps, and the door goes by it.
    @Test(arguments: SettingsModel.choices.lockAfterS)
    func itLocksAfterTheChosenTime(seconds: UInt32) async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        await settings.set(lockAfterS: seconds)
        #expect(settings.problem == nil)
        #expect(settings.record.lockAfterS == seconds)
        real.shell.hide()
        try await real.settle()
        real.phone.instants.pass(seconds: UInt64(seconds) - 1)
        await real.shell.look()
        #expect(real.shell.door == .open)
        real.phone.instants.pass(seconds: 1)
        await real.shell.look()
        #expect(real.shell.door == .locked)
    }

    @Test func thePinChangesOnlyForWhoKnowsIt() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        #expect(await settings.changePin(from: "999999", to: "314159", again: "314159") == false)
        #expect(settings.problem?.code == "lock.wrong_pin")
        #expect(
            await settings.changePin(from: RealPhone.pin, to: "123456", again: "123456") == false)
        #expect(settings.problem?.code == "lock.pin_simple")
        // A slip of the finger must not become the PIN.
        #expect(
            await settings.changePin(from: RealPhone.pin, to: "314159", again: "314158") == false)
        #expect(settings.problem?.shell == .pinDiffers)
        #expect(await settings.changePin(from: RealPhone.pin, to: "314159", again: "314159"))
        await real.shell.closeAndLock()
        await real.type("314159")
        #expect(real.shell.door == .open)
    }

    @Test func removingEverythingNeedsThePin() async throws {
        let real = try await RealPhone.opened()
        try await real.unlocked.removeEverything(pin: "999999")
        #expect(real.shell.door == .open)
        #expect(try real.unlocked.problem?.code == "lock.wrong_pin")
        try await real.unlocked.removeEverything(pin: RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.lock.step == .choose)
    }

    @Test func whatIsNoCodeIsSaid() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        await unlocked.show(.enrol)
        #expect(await unlocked.enrol.scan() == false)
        #expect(unlocked.enrol.problem == nil)
        for text in ["  ", "hola", " hola\n"] {
            unlocked.enrol.text = text
            await unlocked.join()
            #expect(unlocked.enrol.problem?.code == "enrol.not_enrolment")
            #expect(unlocked.route == .enrol)
        }
        await unlocked.send()
        #expect(!unlocked.sync.sentence(Words(.es)).isEmpty)
    }

    @Test func aFormThatIsNotThereIsSaid() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        await unlocked.goHome()
        await unlocked.begin("nowhere")
        #expect(unlocked.problem?.code == "engine.form_unknown")
        #expect(unlocked.route == .home)
    }

    @Test func theFolderIsProtectedBeforeItIsOpened() async throws {
        let real = try await RealPhone.opened()
        #expect(real.phone.files.guarded == [false])
    }
}

private final class Breaking: Phone, @unchecked Sendable {
    override func walk() throws -> WalkRecord? { throw FarolaError.Bug(code: "engine.panic") }
}

/// What the core is asked.
enum Ask: Sendable {
    case firstScreen, afterSealing, submissions
}

/// Breaks when it is asked one thing.
private final class Silent: Phone, @unchecked Sendable {
    var breaks = Ask.firstScreen

    private func ask(_ what: Ask) throws {
        if breaks == what { throw FarolaError.Storage(code: "engine.io") }
    }

    override func firstScreen() throws -> FirstScreen {
        try ask(.firstScreen)
        return try super.firstScreen()
    }
    override func afterSealing(instance: String) throws -> AfterSealing {
        try ask(.afterSealing)
        return try super.afterSealing(instance: instance)
    }
    override func submissions() throws -> [SubmissionRecord] {
        try ask(.submissions)
        return try super.submissions()
    }
}

/// Whether it is dark, as the test wants it; nothing: the core cannot say.
private final class Sky: @unchecked Sendable {
    private let guarded = NSLock()
    private var now: Darkness? = .asPhone

    var says: Darkness? {
        get { guarded.withLock { now } }
        set { guarded.withLock { now = newValue } }
    }
}

private final class UnderTheSky: Phone, @unchecked Sendable {
    var sky = Sky()

    override func darkness() throws -> Darkness {
        guard let says = sky.says else { throw FarolaError.Storage(code: "engine.io") }
        return says
    }
}

/// Plans as the test wants, and notes what was asked and begun.
private final class Plans: @unchecked Sendable {
    private let guarded = NSLock()
    private var notes: [String] = []
    private var asked: [SyncOccasion] = []
    private var ending: SyncOccasion? = .ended(cancelled: false, retryAtMs: nil)

    var heard: [String] { guarded.withLock { notes } }
    /// The occasions that a plan was asked for.
    var occasions: [SyncOccasion] { guarded.withLock { asked } }
    /// What a sync is followed by; nothing: it fails.
    var ends: SyncOccasion? {
        get { guarded.withLock { ending } }
        set { guarded.withLock { ending = newValue } }
    }
    func ask(_ occasion: SyncOccasion) { guarded.withLock { asked.append(occasion) } }
    func note(_ what: String) { guarded.withLock { notes.append(what) } }
}

private final class Planned: Phone, @unchecked Sendable {
    var plans = Plans()

    override func syncPlan(occasion: SyncOccasion) throws -> SyncPlanRecord {
        plans.ask(occasion)
        var plan = SyncPlanRecord(now: false, handOver: false, later: nil)
        switch occasion {
        case .enrolled:
            plans.note("enrolled")
            plan.now = true
        case .unlocked: plans.note("unlocked")
        case .sealed:
            plans.note("sealed")
            plan.later = SyncLaterRecord(notBeforeMs: 7, unmetered: true)
        case .hidden:
            plans.note("hidden")
            plan.handOver = true
        case .ended: plans.note("ended")
        case .missed: plans.note("missed")
        }
        return plan
    }

    override func sync(
        asked: Bool, metered: Bool, watcher: any SyncWatcher
    ) throws -> SyncSession {
        plans.note("sync asked: \(asked)")
        let session = Ended(noHandle: .init())
        session.plans = plans
        return session
    }

    override func handOver(
        metered: Bool, carrier: any ParcelCarrier, watcher: any SyncWatcher
    ) throws -> SyncSession {
        plans.note("hand over")
        let session = Ended(noHandle: .init())
        session.plans = plans
        return session
    }
}

/// A sync that is over.
private final class Ended: SyncSession, @unchecked Sendable {
    var plans = Plans()

    override func cancel() { plans.note("cancelled") }

    override func wait() throws -> ReportRecord {
        guard let occasion = plans.ends else { throw FarolaError.Network(code: "network.down") }
        return .of(
            SyncEndedRecord(
                ending: .upToDate, delivered: 0, forms: 0, news: 0, setAside: 0, postponed: 0,
                formsMissed: 0), occasion)
    }
}

private final class Switch: @unchecked Sendable {
    private let guarded = NSLock()
    private var on = false

    var isOn: Bool {
        get { guarded.withLock { on } }
        set { guarded.withLock { on = newValue } }
    }
}

private final class Counter: @unchecked Sendable {
    private let guarded = NSLock()
    private var count = 0

    var now: Int { guarded.withLock { count } }
    func next() -> Int {
        guarded.withLock {
            count += 1
            return count
        }
    }
}
