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

    private let core: PhoneLine
    private let capture: any Capture

    init(core: PhoneLine, capture: any Capture) {
        self.core = core
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

    /// Enrols; true when the phone belongs to a server now.
    func join() async -> Bool {
        guard !busy else { return false }
        let given = text
        busy = true
        defer { busy = false }
        do {
            _ = try await core.run { try $0.enrol(text: given) }
            text = ""
            problem = nil
            return true
        } catch {
            problem = Failure(error)
            return false
        }
    }
}
