// The whole app: whether the door is open, what is behind it, which screen is in front.

import FarolaCore
import Foundation
import Observation

/// A screen.
public enum Route: Equatable, Sendable {
    case home, enrol, forms, papers, messages, settings
    case walk, form, receipt
}

/// The root of the view models.
@MainActor @Observable
public final class Shell {
    /// What stands between the person and the data.
    public enum Entry: Equatable, Sendable {
        case locked, open
    }

    public private(set) var door: Entry = .locked
    public private(set) var lock: LockModel!
    /// There while the door is open, and behind it while the core follows a walk.
    public private(set) var unlocked: Unlocked?
    /// A cover over everything while another app is in front, so that the picture of recent apps
    /// shows nothing.
    public private(set) var covered = false

    public let platform: Platform
    /// Forms and lists.
    public let line = CoreLine()
    /// The door: it waits for no form.
    public let doorLine = CoreLine("org.farola.door")
    /// The positions of the walk: they wait for no form and for no PIN.
    let wayLine = CoreLine("org.farola.way")
    let vault: Vault
    private var covers = 0
    private var timer: Task<Void, Never>?
    /// Until it is asked again whether somebody is there.
    private var quiet: Task<Void, Never>?
    /// A link of enrolment, until it can be used.
    private var offered: String?

    /// `root` is the app's folder; `door` is another one in tests of a core that breaks.
    public init(
        platform: Platform, root: URL,
        door: @escaping DoorMaker = { try Door(dir: $0, keys: $1, instants: $2) }
    ) {
        self.platform = platform
        vault = Vault(
            root: root, line: doorLine, forms: line, keys: platform.keys,
            instants: platform.instants, make: door)
        showLock()
        listenToCourier()
        for line in [line, doorLine, wayLine] {
            line.whenBroken { [weak self] failure in self?.broke(failure) }
        }
        platform.touches.watch { [weak self] in self?.touched() }
    }

    /// Words in the language of the settings; before unlocking, of the phone.
    public var words: Words { Words(unlocked?.settings.language ?? .phone) }

    // MARK: Opening

    /// The folder is protected and out of backups before anything is written into it. While a
    /// walk goes on behind the lock it stays writable.
    private func open(_ opening: @escaping LockModel.Opening) async throws {
        if unlocked == nil { try platform.files.protect(vault.root, walking: false) }
        let phone = try await vault.ask(opening)
        if let unlocked {
            await unlocked.arrive()
        } else {
            let opened = Unlocked(phone: phone, shell: self)
            unlocked = opened
            await opened.begin()
        }
        door = .open
        rest()
        await takeOffer()
    }

    /// A link of enrolment opened the app. Behind the lock it waits for the PIN.
    public func take(link: URL) async {
        guard enrols(link: link.absoluteString) else { return }
        offered = link.absoluteString
        await takeOffer()
    }

    private func takeOffer() async {
        guard let unlocked, door == .open, let text = offered else { return }
        offered = nil
        await unlocked.offer(text)
    }

    // MARK: A fault of the core's own

    private func broke(_ failure: Failure) {
        Task { await reopen(after: failure) }
    }

    /// The handles are thrown away, the file is as it was. What was typed is a draft; the walk
    /// goes on. A fault that comes again at once is only said: the core then opens nothing.
    private func reopen(after failure: Failure) async {
        guard let broken = unlocked else { return }
        do {
            if let phone = try await vault.ask({ try $0.reopen() }), unlocked === broken {
                broken.close()
                let opened = Unlocked(phone: phone, shell: self)
                unlocked = opened
                await opened.begin()
            }
            unlocked?.problem = failure
        } catch {
            drop()
            showLock(Failure(error))
        }
    }

    // MARK: Locking

    /// One tap: asks for the PIN again. What is open goes, unless the core follows a walk.
    public func closeAndLock() async {
        unlocked?.sync.cancel()
        showLock()
        await vault.lock(then: locked)
    }

    /// Something lies over the app for a moment, or another comes in front.
    public func cover() {
        covered = true
        covers += 1
        let absence: AbsenceType = platform.capture.isUnderWay ? .errand : .away
        vault.post {
            try $0.hide(absence: absence)
        } then: { result in
            if case .success(let ms) = result { self.lookAgain(inMs: ms) }
        }
    }

    /// The glass went dark.
    public func darken() {
        vault.post {
            try $0.hide(absence: .dark)
        } then: { result in
            if case .success(let ms) = result { self.lookAgain(inMs: ms) }
        }
    }

    /// The app was put away. Behind the lock nothing new is given away.
    public func hide() {
        cover()
        guard let unlocked, door == .open else { return }
        platform.errands.finish { await unlocked.putAway() }
    }

    /// Back in front. The cover goes when the door has said whether she was away for too long.
    public func show() async {
        let seen = covers
        await vault.take {
            try $0.show()
        } then: { result in
            self.left(result)
            if self.covers == seen { self.covered = false }
            self.rest()
        }
        // One that came about out of sight could not read the door's file.
        if door == .locked { await lock.look() }
    }

    /// Locks if the app was out of sight for too long.
    public func look() async {
        await vault.take({ try $0.look() }, then: left)
    }

    /// The platform gives a moment to send: the door says whether it is used, also behind the
    /// lock of a walk.
    public func useMoment() async {
        var maySync = false
        await vault.take {
            try $0.moment()
        } then: { result in
            self.left(result.map(\.locked))
            if case .success(let moment) = result { maySync = moment.maySync }
        }
        guard maySync, let unlocked else { return }
        await unlocked.sync.run(asked: false)
        if door == .open { await unlocked.refresh() }
    }

    /// Somebody touched the glass, or typed.
    private func touched() {
        guard door == .open else { return }
        vault.post({ try $0.touched() }, then: { _ in })
    }

    /// Asks whether somebody is there; the door locks where nobody was for too long, and says
    /// when to ask again.
    func rest() {
        quiet?.cancel()
        guard door == .open else { return }
        let busy = unlocked?.isBusy ?? false
        vault.post {
            try $0.rest(busy: busy)
        } then: { result in
            switch result {
            case .success(.askAgain(let inMs)): self.rest(inMs: inMs)
            case .success(.locked(let kind)): self.left(.success(kind))
            case .success(.over): break
            case .failure(let error): self.left(.failure(error))
            }
        }
    }

    private func rest(inMs ms: UInt64) {
        quiet = Task { [weak self] in
            try? await Task.sleep(nanoseconds: ms * 1_000_000)
            if !Task.isCancelled { self?.rest() }
        }
    }

    private func lookAgain(inMs ms: UInt64) {
        timer?.cancel()
        timer = Task { [weak self] in
            try? await Task.sleep(nanoseconds: ms * 1_000_000)
            if !Task.isCancelled { await self?.look() }
        }
    }

    private func left(_ result: Result<LockedType?, any Error>) {
        switch result {
        case .success(nil): return
        case .success(let kind?):
            showLock()
            locked(.success(kind))
        case .failure(let error):
            showLock(Failure(error))
            drop()
        }
    }

    private func locked(_ result: Result<LockedType, any Error>) {
        switch result {
        case .success(.follows): unlocked?.hideForm()
        case .success(.shut), .failure: drop()
        }
    }

    private func drop() {
        unlocked?.close()
        unlocked = nil
    }

    private func showLock(_ problem: Failure? = nil) {
        door = .locked
        let model = LockModel(
            vault: vault, keys: platform.keys, problem: problem,
            opens: { [weak self] in try await self?.open($0) },
            erases: { [weak self] in try await self?.eraseDamaged() })
        lock = model
        Task { await model.look() }
    }

    // MARK: Sealed files on their way

    /// A parcel whose journey is over is removed at once, also behind the lock: that needs no key.
    /// Where the door lets it, the hub is then asked whether it arrived.
    private func listenToCourier() {
        let folder = vault.data.path
        platform.courier.whenEnded { [weak self] id in
            try? parcelEnded(folder: folder, id: id)
            Task { @MainActor in await self?.useMoment() }
        }
    }

    // MARK: Removing everything

    /// Removes everything this app holds on the phone, if `pin` is the PIN, and begins anew.
    func removeEverything(pin: String) async throws {
        // A wrong PIN leaves everything open; the handles go before anything is removed.
        try await vault.ask { try $0.check(pin: pin) }
        await unlocked?.sync.end()
        drop()
        do {
            try await vault.askAlone { try $0.erase(pin: pin) }
            showLock()
        } catch {
            showLock(Failure(error))
        }
        await lock.look()
    }

    private func eraseDamaged() async throws {
        drop()
        try await vault.ask { try $0.eraseDamaged() }
    }
}
