// The whole app: which door is open, what the core holds, which screen is in front.

import FarolaCore
import Foundation
import Observation

/// A screen.
public enum Route: Equatable, Sendable {
    case home, enrol, forms, drafts, sent, messages, settings
    case walk, form, receipt
}

/// The root of the view models.
@MainActor @Observable
public final class Shell {
    /// What stands between the person and the data.
    public enum Door: Equatable, Sendable {
        case locked, open
        /// The database could not be opened: the code says why.
        case failed(String)
    }

    public private(set) var door: Door = .locked
    public private(set) var lock: LockModel!
    /// There while the door is open.
    public private(set) var unlocked: Unlocked?
    /// A cover over everything while another app is in front, so that the picture of recent apps
    /// shows nothing.
    public private(set) var covered = false

    public let platform: Platform
    public let line = CoreLine()
    public let vault: Vault
    private var key: HeldKey?
    private var hiddenSince: Date?
    private var isReopening = false
    /// A link of enrolment, until it can be used.
    private var offered: String?
    private let openPhone: @Sendable (String, any KeySource) throws -> any PhoneProtocol

    /// `root` is the app's folder; `openPhone` is another one in tests that count calls.
    public init(
        platform: Platform, root: URL,
        openPhone: @escaping @Sendable (String, any KeySource) throws -> any PhoneProtocol = {
            try Phone.open(dir: $0, keys: $1)
        }
    ) {
        self.platform = platform
        self.openPhone = openPhone
        vault = Vault(root: root, box: platform.keys)
        showLock()
        listenToCourier()
        line.whenBroken { [weak self] failure in self?.broke(failure) }
    }

    /// Words in the language of the settings; before unlocking, of the phone.
    public var words: Words { Words(unlocked?.settings.language ?? Shell.phoneLanguage) }

    static var phoneLanguage: Language {
        Locale.preferredLanguages.first?.hasPrefix("en") == true ? .en : .es
    }

    /// Faults met while everything is opened anew are of that very attempt: one that comes each
    /// time must not open the phone for ever. Decided here and not in the task, which runs later.
    private func broke(_ failure: Failure) {
        guard !isReopening else { return }
        isReopening = true
        Task {
            await reopen(after: failure)
            isReopening = false
        }
    }

    /// A fault of the core's own: its handles are thrown away, the file is as it was. What was
    /// typed is a draft; the walk goes on.
    private func reopen(after failure: Failure) async {
        guard let broken = unlocked, let key else { return }
        broken.close()
        let (openPhone, dir) = (openPhone, vault.data)
        do {
            let phone = try await line.run { try openPhone(dir.path, key) }
            // Locked or removed meanwhile.
            guard unlocked === broken else { return }
            let opened = Unlocked(phone: phone, key: key, shell: self)
            unlocked = opened
            await opened.begin()
            opened.problem = failure.code
        } catch {
            door = .failed(Failure(error).code)
        }
    }

    /// A link of enrolment opened the app. Behind the lock it waits for the PIN.
    public func take(link: URL) async {
        guard link.scheme == "farola" else { return }
        offered = link.absoluteString
        await takeOffer()
    }

    private func takeOffer() async {
        guard let unlocked, door == .open, let text = offered else { return }
        offered = nil
        await unlocked.offer(text)
    }

    /// Opens the database with the key.
    func open(_ key: HeldKey) async {
        if unlocked != nil {
            // A walk went on behind the lock, with the key it was opened with.
            key.drop()
            door = .open
            await takeOffer()
            return
        }
        let dir = vault.data
        do {
            try platform.files.protect(dir, walking: false)
            let openPhone = openPhone
            let phone = try await line.run { try openPhone(dir.path, key) }
            self.key = key
            let opened = Unlocked(phone: phone, key: key, shell: self)
            unlocked = opened
            await opened.begin()
            door = .open
            await takeOffer()
        } catch {
            key.drop()
            door = .failed(Failure(error).code)
        }
    }

    /// One tap: closes everything and asks for the PIN. The track of a walk goes on behind it.
    public func closeAndLock() {
        if let unlocked, unlocked.walk.isTracking {
            unlocked.hideForm()
        } else {
            unlocked?.close()
            unlocked = nil
            key?.drop()
            key = nil
        }
        showLock()
    }

    /// Something lies over the app for a moment, or another comes in front.
    public func cover() {
        covered = true
        hiddenSince = hiddenSince ?? platform.now()
    }

    /// The app was put away: what is large goes on without it, the rest when there is a moment.
    public func hide() {
        cover()
        platform.errands.sendLater()
        // Behind the lock there is no key, and nothing new is given away.
        guard let unlocked, unlocked.hasSomethingToSend else { return }
        let courier = platform.courier
        platform.errands.finish { await unlocked.sync.handOver(to: courier) }
    }

    /// Back in front: locked if it was away for longer than the settings say.
    public func show() {
        covered = false
        defer { hiddenSince = nil }
        guard door == .open, let unlocked, let since = hiddenSince else { return }
        if platform.now().timeIntervalSince(since) >= Double(unlocked.settings.record.lockAfterS) {
            closeAndLock()
        }
    }

    /// A parcel whose journey is over is removed at once, also behind the lock: that needs no key.
    /// With the phone open, the hub is then asked whether it arrived.
    private func listenToCourier() {
        let folder = vault.data.path
        platform.courier.whenEnded { [weak self] id in
            try? parcelEnded(folder: folder, id: id)
            Task { @MainActor in await self?.askAboutParcels() }
        }
    }

    private func askAboutParcels() async {
        guard let unlocked, door == .open, !unlocked.sync.isRunning else { return }
        await unlocked.sync.run(asked: false)
        await unlocked.refresh()
    }

    /// Removes everything this app holds on the phone and begins anew.
    public func removeEverything() async throws {
        unlocked?.close()
        unlocked = nil
        key?.drop()
        key = nil
        let vault = vault
        try await line.run { try vault.erase() }
        showLock()
    }

    private func showLock() {
        door = .locked
        lock = LockModel(vault: vault, line: line, now: platform.now) { [weak self] key in
            await self?.open(key)
        }
    }
}
