// The first start (choose a PIN) and the lock. Who comes in and when is the core's to say.

import FarolaCore
import Foundation
import Observation

/// Digits typed on the pad, and what came of them.
@MainActor @Observable
public final class LockModel {
    /// What is asked now.
    public enum Step: Equatable, Sendable {
        /// The door was not asked yet.
        case looking
        /// First start: choose a PIN, then type it once more.
        case choose, `repeat`
        /// Words that the phone drew, to be written down.
        case words
        /// The PIN opens.
        case enter
        /// No PIN opens any more: the face or finger may, or everything is removed.
        case damaged
    }

    /// A call of the door that opens the phone.
    typealias Opening = @Sendable (any DoorProtocol) throws -> any PhoneProtocol

    public private(set) var step: Step = .looking
    public private(set) var digits = ""
    /// Six words in the place of digits, as they are typed.
    public var phrase = ""
    /// Whether words are typed, and no digits.
    public private(set) var asksPhrase = false
    /// What the phone drew; only while it is shown.
    public private(set) var offered: String?
    /// Never holds the digits.
    public private(set) var problem: Failure?
    public private(set) var busy = false
    /// Seconds until the next try.
    public private(set) var waitSeconds = 0

    /// What was typed first of a PIN that is chosen.
    private var first: String?
    /// Why the door could not be asked; no problem any more once it can.
    private var unasked: Failure?
    private let vault: Vault
    private let keys: any KeyBox
    private let opens: @MainActor (@escaping Opening) async throws -> Void
    private let erases: @MainActor () async throws -> Void

    init(
        vault: Vault, keys: any KeyBox, problem: Failure?,
        opens: @escaping @MainActor (@escaping Opening) async throws -> Void,
        erases: @escaping @MainActor () async throws -> Void
    ) {
        self.vault = vault
        self.keys = keys
        self.problem = problem
        self.opens = opens
        self.erases = erases
    }

    /// Whether the face or finger can be asked.
    public var offersBiometry: Bool {
        (step == .enter || step == .damaged) && keys.opens
    }
    public var biometry: Biometry { keys.biometry }
    /// Whether digits are asked for.
    public var asksDigits: Bool { step == .choose || step == .repeat || step == .enter }
    /// What may be done with what is typed.
    private var pad: PinPad { pinPad(digits: UInt32(digits.count)) }
    private var rests: Bool { busy || waitSeconds > 0 }
    /// Whether the digits can be handed in.
    public var isReady: Bool { !rests && (asksPhrase ? wordsWhole(typed: phrase) : pad.whole) }

    /// Key of the heading; nothing before the door has answered.
    public var heading: String? {
        switch step {
        case .looking: problem == nil ? nil : "door.failed"
        case .choose: "lock.choose"
        case .repeat: asksPhrase ? "lock.words_repeat" : "lock.repeat"
        case .words: "lock.words_title"
        case .enter: asksPhrase ? "lock.words_repeat" : "lock.enter"
        case .damaged: "door.failed"
        }
    }

    /// Key of the button that hands the digits in.
    public var submitKey: String { step == .enter ? "lock.open" : "lock.keep" }

    public func press(_ digit: Int) {
        guard (0...9).contains(digit), !rests, pad.takesMore else { return }
        problem = nil
        digits.append(String(digit))
    }

    /// Words are typed, or digits.
    public func ask(phrase: Bool) {
        asksPhrase = phrase
        self.phrase = ""
        digits = ""
    }

    /// The phone draws six words.
    public func offerWords(_ language: Language) {
        do {
            offered = try FarolaCore.offerWords(language: language.code)
            step = .words
        } catch {
            problem = Failure(error)
        }
    }

    /// They are written down: they are typed once, as a PIN is typed twice.
    public func noted() {
        let words = offered
        ask(phrase: true)
        ask(first: words)
    }

    /// Rather a PIN of digits.
    public func declineWords() {
        ask(phrase: false)
        ask()
    }

    public func erase() {
        if !digits.isEmpty { digits.removeLast() }
    }

    /// Asks the door where it stands; a view does each second while there is a wait.
    public func look() async {
        do {
            let state = try await vault.ask { try $0.state() }
            if unasked != nil && problem == unasked { problem = nil }
            unasked = nil
            take(state)
        } catch {
            problem = Failure(error)
            unasked = problem
        }
    }

    private func take(_ state: DoorState) {
        waitSeconds = 0
        switch state {
        case .unused: if step != .repeat && step != .words { step = .choose }
        case .locked(let waitS):
            step = .enter
            waitSeconds = Int(waitS)
        // It is being locked at this moment.
        case .open: step = .enter
        case .damaged(let code):
            step = .damaged
            problem = Failure(code: code)
        }
    }

    public func submit() async {
        if step == .looking { await look() }
        guard isReady else { return }
        switch step {
        case .looking, .damaged, .words: break
        case .choose, .repeat: await choose()
        case .enter: await enter()
        }
    }

    /// Opens with the face or finger.
    public func useBiometry(reason: String) async {
        guard offersBiometry, !busy else { return }
        busy = true
        defer { busy = false }
        do {
            let key = PassingKey(try await keys.kept(reason: reason))
            try await opens { door in try key.spend { try door.unlockWithKey(key: $0) } }
        } catch {
            let failure = Failure(error)
            problem = failure.shell == .cancelled ? nil : failure
        }
    }

    /// Removes everything where nothing opens it any more; the screen has asked before.
    public func eraseDamaged() async {
        do {
            try await erases()
            problem = nil
        } catch {
            problem = Failure(error)
        }
        await look()
    }

    /// What is handed in; nothing of it stays.
    private func takeTyped() -> String {
        defer {
            digits = ""
            phrase = ""
        }
        return asksPhrase ? phrase : digits
    }

    private func choose() async {
        let typed = takeTyped()
        switch choosePin(first: first, typed: typed) {
        case .again: ask(first: typed)
        case .refused(let code): ask(problem: Failure(code: code))
        case .chosen:
            ask()
            await open { try $0.begin(pin: typed) }
        }
    }

    private func ask(first: String? = nil, problem: Failure? = nil) {
        self.first = first
        self.problem = problem
        offered = nil
        step = first == nil ? .choose : .repeat
    }

    private func enter() async {
        let typed = takeTyped()
        await open { try $0.unlock(pin: typed) }
    }

    private func open(_ opening: @escaping Opening) async {
        busy = true
        defer { busy = false }
        do {
            try await opens(opening)
        } catch {
            problem = Failure(error)
            await look()
        }
    }
}
