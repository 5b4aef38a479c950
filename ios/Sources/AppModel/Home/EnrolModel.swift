// Joining a municipality's server: by its code, or by hand.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class EnrolModel {
    /// What was typed or scanned. Never shown again after joining: it holds the phone's key.
    public var text = ""
    public private(set) var busy = false
    public private(set) var problem: Failure?

    /// What joining by the text would mean, once it was asked for.
    public private(set) var offer: EnrolmentOfferRecord?

    private let core: PhoneLine
    private let vault: Vault
    private let capture: any Capture

    init(core: PhoneLine, vault: Vault, capture: any Capture) {
        self.core = core
        self.vault = vault
        self.capture = capture
    }

    public var canScan: Bool { capture.hasCamera }

    /// Reads the code with the camera.
    public func scan() async -> Bool {
        do {
            guard let read = try await capture.code() else { return false }
            text = read
            return true
        } catch {
            problem = Failure(error)
            return false
        }
    }

    /// Reads what joining would mean. Nothing is joined before she has read it.
    public func look() async {
        guard !busy else { return }
        let given = text
        await working {
            self.offer = try await self.core.run { try $0.enrolmentOffer(text: given) }
        }
    }

    /// She goes back to the code.
    public func leave() {
        offer = nil
        problem = nil
    }

    /// Enrols; true when the phone belongs to a server now. The core says whether it takes a PIN.
    func join(pin: String) async -> Bool {
        guard !busy, let offer else { return false }
        let given = text
        await working {
            if offer.needsPin {
                _ = try await self.vault.ask { try $0.enrol(pin: pin, text: given) }
            } else {
                _ = try await self.core.run { try $0.enrol(text: given) }
            }
            self.text = ""
            self.offer = nil
        }
        return problem == nil
    }

    private func working(_ work: @MainActor () async throws -> Void) async {
        busy = true
        defer { busy = false }
        do {
            try await work()
            problem = nil
        } catch {
            problem = Failure(error)
        }
    }
}

extension Words {
    /// One sentence about what joining means.
    public func said(_ said: JoinSaid) -> String {
        switch said {
        case .server(let place): self("join.server", ["place": place])
        case .words(let words): self("join.words", ["words": words])
        case .noKey: self["join.no_key"]
        case .replaces(let place): self("join.replaces", ["place": place])
        case .go(let count): self.count("join.go", Int(clamping: count))
        case .stay(let count): self.count("join.stay", Int(clamping: count))
        }
    }
}
