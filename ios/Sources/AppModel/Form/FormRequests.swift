// What a form asks of the phone without a question: where it is, once, and the voice while the
// form is open.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class FormRequests {
    /// How the recording that the form asked for stands.
    public enum Voice: Equatable, Sendable {
        case notAsked, recording
        /// The microphone is not to be had: the form goes on without it.
        case refused
    }

    public var voice: Voice {
        if voiceReference != nil { return .recording }
        return microphoneRefused ? .refused : .notAsked
    }

    /// A place that is followed: the core keeps the most exact of what is sensed until then.
    private struct Following {
        let listener: Int
        let until: Date
        let end: Task<Void, Never>
    }

    private let filling: any FillingProtocol
    private let line: CoreLine
    private let platform: Platform
    /// Shows what an answer of the phone changed on the page.
    private let patched: @MainActor (PatchRecord) -> Void
    @ObservationIgnored private var places: [String: Following] = [:]
    /// The node that the running recording is for.
    private var voiceReference: String?
    private var microphoneRefused = false
    /// Whether the person is asked for the microphone at this moment.
    @ObservationIgnored private var isAsking = false

    init(
        filling: any FillingProtocol, line: CoreLine, platform: Platform,
        patched: @escaping @MainActor (PatchRecord) -> Void
    ) {
        self.filling = filling
        self.line = line
        self.platform = platform
        self.patched = patched
    }

    /// Looks what is asked for now, and begins it: at the opening and with each page, since an
    /// answer may ask for something, and what was refused may be allowed meanwhile.
    func begin() async {
        let filling = filling
        guard let asked = try? await line.run({ try filling.requests() }) else { return }
        for request in asked {
            switch request.kind {
            case .place: follow(request)
            case .recording: await record(request)
            }
        }
    }

    /// Ends what runs; the recording goes into the form. To be awaited before the form is finalized
    /// or left.
    func end() async {
        for reference in Array(places.keys) { leave(reference) }
        guard let reference = voiceReference else { return }
        voiceReference = nil
        guard let file = try? await platform.sound.stop() else { return }
        // The core has its own copy, encrypted; ours must not stay.
        defer { platform.files.discard(file) }
        let filling = filling
        let given = try? await line.run {
            try filling.giveRecording(reference: reference, file: file.path)
        }
        if let given { patched(given) }
    }

    private func record(_ request: RequestRecord) async {
        guard let quality = request.recording, voiceReference == nil, !isAsking else { return }
        isAsking = true
        defer { isAsking = false }
        do {
            try await platform.sound.start(soundFormat(quality: quality))
            voiceReference = request.reference
            microphoneRefused = false
        } catch {
            microphoneRefused = true
        }
    }

    /// One that is asked for once more is followed anew.
    private func follow(_ request: RequestRecord) {
        let reference = request.reference
        leave(reference)
        let seconds = Double(request.followMs) / 1000
        let listener = platform.places.listen(background: false) { [weak self] fix in
            self?.sensed(fix, reference)
        }
        let end = Task { [weak self] in
            try? await Task.sleep(nanoseconds: UInt64(request.followMs) * 1_000_000)
            if !Task.isCancelled { self?.leave(reference) }
        }
        places[reference] = Following(
            listener: listener, until: platform.now().addingTimeInterval(seconds), end: end)
    }

    private func sensed(_ fix: FixRecord, _ reference: String) {
        guard let following = places[reference] else { return }
        // The app may have slept meanwhile, and its timers with it.
        guard platform.now() <= following.until else { return leave(reference) }
        let place = PointRecord(lat: fix.lat, lon: fix.lon, accuracyM: fix.accuracyM)
        let filling = filling
        let line = line
        Task {
            let patch = try? await line.run {
                try filling.givePlace(reference: reference, place: place)
            }
            if let patch { self.patched(patch) }
        }
    }

    private func leave(_ reference: String) {
        guard let following = places.removeValue(forKey: reference) else { return }
        following.end.cancel()
        platform.places.leave(following.listener)
    }
}
