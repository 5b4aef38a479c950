// Home: the cards that the core planned, and one honest line about the way to the server.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class HomeModel {
    /// What to draw, from top to bottom; nothing before it was read once.
    public internal(set) var plan: HomePlanRecord?
    public private(set) var problem: Failure?

    private let core: PhoneLine
    private let device: any DeviceState
    private let language: @MainActor () -> Language

    init(
        core: PhoneLine, device: any DeviceState, language: @escaping @MainActor () -> Language
    ) {
        self.core = core
        self.device = device
        self.language = language
    }

    /// Whether a person can ask for an exchange: there is one to send to.
    public var canSync: Bool { plan?.canSync == true }

    /// Reads the plan of one moment.
    public func refresh() async {
        let (code, metered) = (language().code, device.isMetered)
        problem = await core.take(
            { try $0.homePlan(language: code, metered: metered) }, then: { self.plan = $0 })
    }

    /// «3 por enviar, 1 foto al 40 %. Último contacto: hoy 10:42.»
    public func line(_ words: Words, now: Date) -> String {
        guard let counts = plan?.counts else { return "" }
        let said = homeLine(counts: counts).map { $0.said(words) }
        return said.joined(separator: ", ") + ". " + contact(counts, words, now)
    }

    private func contact(_ counts: HomeRecord, _ words: Words, _ now: Date) -> String {
        guard let at = counts.lastContactMs else { return words["home.no_contact"] }
        return words("home.contact", ["moment": words.moment(at, now: now)])
    }
}

extension HomeCount {
    fileprivate func said(_ words: Words) -> String {
        switch self {
        case .waiting(let count): words.count("home.waiting", Int(count))
        case .photos(let count, nil): words.count("home.photos", Int(count))
        case .photos(let count, let percent?):
            words.count("home.photos_at", Int(count), ["percent": String(percent)])
        case .setAside(let count): words.count("home.stuck", Int(count))
        case .elsewhere(let count): words.count("home.elsewhere", Int(count))
        case .nothing: words["home.nothing_waits"]
        }
    }
}
