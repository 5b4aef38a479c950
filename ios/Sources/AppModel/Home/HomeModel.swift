// Home: today's walk, what waits, and one honest line about the way to the server.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class HomeModel {
    public internal(set) var counts: HomeRecord?
    public private(set) var device: DeviceRecord?
    public private(set) var walk: WalkRecord?
    public private(set) var problem: Failure?

    private let core: PhoneLine

    init(core: PhoneLine) { self.core = core }

    /// Reads the numbers of one moment.
    public func refresh() async {
        let failure = await core.take { phone in
            (try phone.home(), try phone.device(), try phone.walk())
        } then: { counts, device, walk in
            self.counts = counts
            self.device = device
            self.walk = walk
        }
        problem = failure
    }

    /// «3 por enviar, 1 foto al 40 %. Último contacto: hoy 10:42.»
    public func line(_ words: Words, now: Date) -> String {
        guard let counts else { return "" }
        var parts: [String] = []
        if counts.waiting > 0 { parts.append(words.count("home.waiting", Int(counts.waiting))) }
        if counts.waitingMedia > 0 {
            let photos = Int(counts.waitingMedia)
            parts.append(
                counts.mediaPercent.map { percent in
                    words.count("home.photos_at", photos, ["percent": String(percent)])
                } ?? words.count("home.photos", photos))
        }
        if counts.stuck > 0 { parts.append(words.count("home.stuck", Int(counts.stuck))) }
        let first = parts.isEmpty ? words["home.nothing_waits"] : parts.joined(separator: ", ")
        return first + ". " + contact(counts, words, now)
    }

    private func contact(_ counts: HomeRecord, _ words: Words, _ now: Date) -> String {
        guard let at = counts.lastContactMs else { return words["home.no_contact"] }
        return words("home.contact", ["moment": words.moment(at, now: now)])
    }
}
