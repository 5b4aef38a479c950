// The woman with the phone: does each step of the story through the view models, and counts what
// her thumb would touch.

import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
final class Walker {
    let story: Story
    let hub: Hub
    let hands: any Hands
    let phone = FakePhone()
    var root: URL { phone.root }
    var shell: Shell
    /// Touches in the steps that are counted.
    var taps = 0
    /// Whether what else is required on the way to the end is answered with the least.
    var restIsLowest = false
    private var delivered = 0
    private var lastFixMs: Int64 = 0

    init(_ story: Story, _ hub: Hub, _ hands: any Hands) throws {
        self.story = story
        self.hub = hub
        self.hands = hands
        // The story's fixes are of the last minutes, and sensed since then.
        phone.now = Date().addingTimeInterval(-600)
        let picture = Story.root.appendingPathComponent("bindings/scenario/" + story.photo)
        phone.capture.photoBytes = try Data(contentsOf: picture)
        shell = Shell(platform: phone.platform, root: phone.root)
    }

    func unlocked() throws -> Unlocked {
        try #require(shell.door == .open ? shell.unlocked : nil, "the phone is locked")
    }

    func form() throws -> FormModel {
        try #require(try unlocked().form, "no form is open")
    }

    func take(_ step: Step) async throws {
        let before = taps
        defer { if step.counted == nil { taps = before } }
        switch step.do {
        case "first_start": try await firstStart(story.fill(step.pin))
        case "lock": await lock()
        case "unlock": try await unlock(story.fill(step.pin), opens: step.opens ?? true)
        case "change_pin": try await changePin(step)
        case "kill": await kill()
        case "remove_everything": try await removeEverything()
        case "enrol": try await enrol(step)
        case "sync": try await sync(step)
        case "home": try await home(step)
        case "new_walk": try await open { await $0.register() }
        case "finding": try await open { await $0.finding() }
        case "debrief": try await open { await $0.debrief() }
        case "begin": try await open { await $0.begin(step.form ?? "") }
        case "stop": try await stop(step)
        case "gate", "start_walk", "fixes", "pause", "go_on", "check_in": try await walk(step)
        case "fill": try await fill(step)
        case "finalize": try await finalize()
        case "form_language": try await language(step)
        case "value":
            let row = try #require(try form().rows.first { same($0.question.reference, step.at) })
            #expect(row.drawn.answer == .text(text: step.is ?? ""))
        case "add_repeat", "remove_repeat": try await repeats(step)
        case "review":
            try await hub.askCorrection(
                form: step.form ?? "", title: step.title ?? "", reference: step.ref ?? "",
                words: step.comment ?? "")
        case "correct": try await correct(step)
        case "hub": try await look(step)
        case "hub_record": try await compare(step)
        default: Issue.record("no such step: \(step.do)")
        }
    }

    /// What the hub holds is what was answered.
    private func compare(_ step: Step) async throws {
        let held = try await hub.answers(form: step.form ?? "", title: step.title ?? "")
        for answer in step.answers ?? [] {
            let place = answer.at.replacingOccurrences(of: "[1]", with: "")
            #expect(held[place] == answer.is, "\(step.form ?? "") \(answer.at)")
        }
    }

    // MARK: Lock

    private func type(_ pin: String) async {
        for digit in pin { shell.lock.press(Int(String(digit)) ?? 0) }
        await shell.lock.submit()
    }

    private func firstStart(_ pin: String) async throws {
        await shell.lock.look()
        #expect(shell.lock.step == .choose)
        await type(pin)
        await type(pin)
        let language = Language(of: story.language)
        await (try unlocked()).settings.set(language: language)
    }

    private func lock() async {
        await shell.unlocked?.closeAndLock()
        #expect(shell.door == .locked)
        #expect(shell.unlocked == nil)
    }

    private func unlock(_ pin: String, opens: Bool) async throws {
        await shell.lock.look()
        #expect(shell.lock.step == .enter)
        await type(pin)
        #expect((shell.door == .open) == opens)
        if !opens { #expect(shell.lock.problem?.code == "lock.wrong_pin") }
    }

    private func changePin(_ step: Step) async throws {
        let settings = try unlocked().settings
        let new = story.fill(step.to)
        let done = await settings.changePin(from: story.fill(step.from), to: new, again: new)
        #expect(done, "\(settings.problem?.code ?? "")")
    }

    /// Every object is let go without a farewell; another shell finds the folder.
    private func kill() async {
        shell = Shell(platform: phone.platform, root: root)
        #expect(shell.door == .locked)
    }

    private func removeEverything() async throws {
        await (try unlocked()).removeEverything(pin: story.newPin)
        #expect(shell.door == .locked)
        #expect(shell.lock.step == .choose)
        let left = FileManager.default.subpaths(atPath: root.path) ?? []
        // Empty: by it the core keeps a second process away from the door.
        #expect(left.filter { !$0.hasSuffix("phone") } == ["door.lock"])
    }

    // MARK: Home

    private func enrol(_ step: Step) async throws {
        let unlocked = try unlocked()
        if unlocked.route != .enrol { await unlocked.show(.enrol) }
        if step.by == "qr" {
            phone.capture.codeText = hub.qr
            #expect(await unlocked.enrol.scan())
        } else {
            unlocked.enrol.text = step.text ?? ""
        }
        await unlocked.enrol.look()
        if unlocked.enrol.offer != nil { await unlocked.join() }
        #expect(unlocked.enrol.problem?.code == step.code)
        if let code = step.code {
            #expect(Words(.es).knows(code))
        } else {
            #expect(unlocked.route == .home)
            #expect(unlocked.home.plan?.device.server != nil)
        }
    }

    private func sync(_ step: Step) async throws {
        let unlocked = try unlocked()
        if let bytes = step.cutAfterBytes { hub.relay.cut(after: bytes) }
        await unlocked.goHome()
        await unlocked.send()
        hub.relay.mend()
        guard case .ended(let report) = unlocked.sync.state else {
            Issue.record("the sync did not end: \(unlocked.sync.state)")
            return
        }
        let ending = report.ended.ending
        switch (ending, step.end) {
        case (.upToDate, "complete"), (.left, "complete"), (.cancelled, "cancelled"): break
        case (.paused(let code), "paused"): #expect(Words(.es).knows(code))
        default: Issue.record("the sync ended \(ending), not \(step.end ?? "")")
        }
        delivered += Int(report.ended.delivered)
        if let all = step.deliveredInAll { #expect(delivered == all) }
        if let forms = step.forms {
            await unlocked.show(.forms)
            #expect(unlocked.lists.forms.count == forms)
            await unlocked.back()
        }
    }

    private func home(_ step: Step) async throws {
        let unlocked = try unlocked()
        await unlocked.goHome()
        let counts = try #require(unlocked.home.plan?.counts)
        #expect(counts.drafts == UInt64(step.drafts ?? 0), "drafts")
        #expect(counts.waiting == UInt64(step.waiting ?? 0), "waiting")
        #expect(counts.sent == UInt64(step.sent ?? 0), "sent")
        #expect(counts.messages == UInt64(step.messages ?? 0), "messages")
    }

    private func look(_ step: Step) async throws {
        let items = try await hub.queue()
        let photos = items.compactMap { ($0["photos"] as? [String: Any])?["present"] as? Int }
        #expect(items.count == step.submissions)
        #expect(photos.reduce(0, +) == step.photos)
        let edited = items.filter { $0["state"] as? String == "edited" }.count
        #expect(edited == step.edited ?? 0)
    }

    // MARK: The walk

    private func open(_ button: (Unlocked) async -> Void) async throws {
        let unlocked = try unlocked()
        await button(unlocked)
        #expect(unlocked.problem == nil)
        #expect(unlocked.route == .form)
        _ = try form()
    }

    private func stop(_ step: Step) async throws {
        let unlocked = try unlocked()
        await unlocked.walk.refresh()
        #expect(unlocked.walk.walk?.nextStop == step.number.map { UInt32($0) })
        try await open { await $0.stop(step.kind == "short" ? .short : .full) }
    }

    private func walk(_ step: Step) async throws {
        let unlocked = try unlocked()
        let walk = unlocked.walk
        switch step.do {
        case "gate":
            phone.device.chargePercent = step.chargePercent.map { UInt8($0) }
            await unlocked.show(.walk)
            #expect(walk.gate?.go == step.go, "\(walk.gate?.refusals ?? [])")
        case "start_walk":
            await unlocked.startWalk()
            #expect(unlocked.kept == nil)
            #expect(walk.phase == .walking)
            #expect(phone.places.isOn && phone.places.isBackground)
        case "pause":
            await walk.pause()
            #expect(walk.phase == .paused)
            // Positions go on; the core keeps none of them.
            #expect(phone.places.isOn)
        case "go_on":
            await walk.goOn()
            #expect(walk.phase == .walking)
        case "check_in":
            await walk.checkIn()
            #expect(walk.walk?.checkIn?.state == .fine)
        default: try await fixes(step.points ?? [], walk)
        }
        #expect(walk.problem == nil)
    }

    /// Eight seconds from one to the next, the last one now.
    private func fixes(_ points: [[Double]], _ walk: WalkModel) async throws {
        let nowMs = Int64(Date().timeIntervalSince1970 * 1000)
        for (index, point) in points.enumerated() {
            let at = max(lastFixMs + 1, nowMs - Int64(points.count - 1 - index) * 8000)
            lastFixMs = at
            let before = (walk.walk?.fixesKept ?? 0) + (walk.walk?.fixesRefused ?? 0)
            phone.places.give(point[0], point[1], point[2], atMs: at)
            let heard = await until {
                (walk.walk?.fixesKept ?? 0) + (walk.walk?.fixesRefused ?? 0) > before
            }
            #expect(heard, "the fix did not reach the core")
        }
    }

    private func correct(_ step: Step) async throws {
        let unlocked = try unlocked()
        await unlocked.show(.messages)
        let message = try #require(
            unlocked.lists.messages.first {
                $0.correction != nil && ($0.title ?? "").contains(step.title ?? "")
            })
        await unlocked.lists.open(message, unlocked.settings.language)
        await unlocked.correct(try #require(unlocked.lists.message))
        let row = try #require(try form().rows.first { same($0.question.reference, step.at) })
        #expect(row.comments.map(\.body) == [step.comment ?? ""])
    }
}

/// Waits until something holds; the core answers on a thread of its own.
@MainActor
func until(_ holds: @MainActor () -> Bool) async -> Bool {
    for _ in 0..<2_000 {
        if holds() { return true }
        try? await Task.sleep(nanoseconds: 2_000_000)
    }
    return holds()
}

/// `/data/r[1]/x` and `/data/r/x` may mean the same question.
func same(_ one: String, _ other: String?) -> Bool {
    one.replacingOccurrences(of: "[1]", with: "")
        == (other ?? "").replacingOccurrences(of: "[1]", with: "")
}
