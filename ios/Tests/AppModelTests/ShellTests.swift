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

    /// The glass goes dark: at once, whatever the setting.
    @Test func aDarkGlassLocks() async throws {
        let real = try await RealPhone.opened()
        real.shell.darken()
        try await real.settle()
        await real.shell.look()
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
        try await shell.doorLine.run {}
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

    @Test func aLinkOfEnrolmentOpensAtOnceOrAfterThePin() async throws {
        let real = try await RealPhone.opened()
        await real.shell.take(link: try #require(URL(string: "https://hub.example")))
        #expect(try real.unlocked.route == .home)
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
    /// What is said of a form that is kept goes with the next step, also where the screen stays.
    @Test func whatIsKeptIsNoNewsOnTheWay() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        for form in ["cs_recorrido", "cs_hallazgo"] {
            try real.add(RealPhone.file("kit/\(form).xml"))
        }
        await unlocked.register()
        let form = try #require(unlocked.form)
        try unlocked.phone.answerRegistration(form.filling)
        await unlocked.finalize()
        #expect(unlocked.route == .walk && unlocked.walk.walk?.page == .gate)
        let kept = try #require(unlocked.kept)
        #expect(kept.kept == .registration && kept.goes == nil)
        #expect(kept.said(Words(.es)) == Words(.es)["finalized.registration"])
        await unlocked.startWalk()
        #expect(unlocked.walk.walk?.page == .way && unlocked.kept == nil)
    }

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
        await unlocked.startWalk()
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

    @Test func whatIsNoCodeIsSaid() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        await unlocked.show(.enrol)
        #expect(await unlocked.enrol.scan() == false)
        #expect(unlocked.enrol.problem == nil)
        for text in ["  ", "hola", " hola\n"] {
            unlocked.enrol.text = text
            await unlocked.enrol.look()
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

private final class Switch: @unchecked Sendable {
    private let guarded = NSLock()
    private var on = false

    var isOn: Bool {
        get { guarded.withLock { on } }
        set { guarded.withLock { on = newValue } }
    }
}
