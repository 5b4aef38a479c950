// The first start (choose a PIN) and the lock.

import FarolaCore
import Foundation
import Observation

/// Digits typed on the pad, and what came of them.
@MainActor @Observable
public final class LockModel {
    /// What is asked now.
    public enum Step: Equatable, Sendable {
        /// First start: choose a PIN, then type it once more.
        case choose, `repeat`
        /// The PIN opens.
        case enter
    }

    public private(set) var step: Step
    public private(set) var digits = ""
    /// A sentence's code, never the digits.
    public private(set) var problem: String?
    public private(set) var busy = false
    /// Seconds until the next guess.
    public private(set) var waitSeconds = 0

    private var chosen = ""
    private let vault: Vault
    private let line: CoreLine
    private let now: @MainActor () -> Date
    private let opened: @MainActor (HeldKey) async -> Void

    public init(
        vault: Vault, line: CoreLine, now: @escaping @MainActor () -> Date,
        opened: @escaping @MainActor (HeldKey) async -> Void
    ) {
        self.vault = vault
        self.line = line
        self.now = now
        self.opened = opened
        step = vault.exists ? .enter : .choose
        look()
    }

    /// Whether the face or finger can be asked.
    public var offersBiometry: Bool { step == .enter && vault.keepsKey }
    public var biometry: Biometry { vault.biometry }
    /// Whether the digits can be handed in.
    public var isReady: Bool { !busy && waitSeconds == 0 && digits.count >= 6 }

    /// Key of the heading.
    public var heading: String {
        switch step {
        case .choose: "lock.choose"
        case .repeat: "lock.repeat"
        case .enter: "lock.enter"
        }
    }

    public func press(_ digit: Int) {
        guard (0...9).contains(digit), digits.count < 16, !busy, waitSeconds == 0 else { return }
        problem = nil
        digits.append(String(digit))
    }

    public func erase() {
        if !digits.isEmpty { digits.removeLast() }
    }

    /// Counts the wait down; a view calls it each second while there is one.
    public func look() {
        let waitMs = vault.waitMs(nowMs: nowMs)
        waitSeconds = Int((waitMs + 999) / 1000)
    }

    public func submit() async {
        guard isReady else { return }
        switch step {
        case .choose: choose()
        case .repeat: await confirm()
        case .enter: await enter()
        }
    }

    /// Opens with the face or finger.
    public func useBiometry(reason: String) async {
        guard offersBiometry, !busy else { return }
        busy = true
        defer { busy = false }
        do {
            await opened(try await vault.openKept(reason: reason))
        } catch {
            let code = Failure(error).code
            problem = code == "shell.cancelled" ? nil : code
        }
    }

    private func choose() {
        let typed = digits
        digits = ""
        problem = pinProblem(pin: typed)
        guard problem == nil else { return }
        chosen = typed
        step = .repeat
    }

    private func confirm() async {
        let typed = digits
        digits = ""
        guard typed == chosen else {
            chosen = ""
            step = .choose
            problem = "shell.pin_differs"
            return
        }
        chosen = ""
        await work { vault in try vault.make(pin: typed) }
    }

    private func enter() async {
        let typed = digits
        let at = nowMs
        digits = ""
        await work { vault in try vault.open(pin: typed, nowMs: at) }
        look()
    }

    private func work(_ call: @escaping @Sendable (Vault) throws -> HeldKey) async {
        busy = true
        defer { busy = false }
        let vault = vault
        do {
            let key = try await line.run { try call(vault) }
            await opened(key)
        } catch {
            problem = Failure(error).code
        }
    }

    private var nowMs: Int64 { Int64(now().timeIntervalSince1970 * 1000) }
}
