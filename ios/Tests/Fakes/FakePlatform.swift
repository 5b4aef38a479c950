// A phone without a phone: the key store in memory, positions, photos and codes as the test
// gives them.

import AppModel
import FarolaCore
import Foundation

/// Wraps by turning bytes over, with a key of its own that `forget` loses.
public final class FakeKeyBox: KeyBox, @unchecked Sendable {
    private let guarded = NSLock()
    private var secret: UInt8? = 0x5a
    private var keptKey: Data?
    private var sees: Biometry = .none

    public init() {}

    public var biometry: Biometry { locked { sees } }
    public var keepsKey: Bool { locked { keptKey != nil } }

    public func set(biometry: Biometry) { locked { sees = biometry } }

    public func wrap(plain: Data) throws -> Data {
        let secret = locked { () -> UInt8 in
            let made = self.secret ?? 0x5a
            self.secret = made
            return made
        }
        return Data(plain.map { $0 ^ secret })
    }

    public func unwrap(wrapped: Data) throws -> Data {
        guard let secret = locked({ self.secret }) else { throw KeyRefusal.Missing }
        return Data(wrapped.map { $0 ^ secret })
    }

    public func prepare() throws -> Bool { true }

    public func stir(input: Data) throws -> Data {
        guard let secret = locked({ self.secret }) else { throw KeyRefusal.Missing }
        return Data(input.map { $0 &+ secret })
    }

    public func keep(_ key: Data) throws { locked { keptKey = key } }

    public func kept(reason: String) async throws -> Data {
        guard let key = locked({ keptKey }) else { throw Failure(.cancelled) }
        return key
    }

    public func forget() throws {
        locked {
            secret = nil
            keptKey = nil
        }
    }

    public func dropKept() { locked { keptKey = nil } }

    private func locked<T>(_ work: () -> T) -> T {
        guarded.lock()
        defer { guarded.unlock() }
        return work()
    }
}

@MainActor
public final class FakePlaces: PlaceSource {
    public var refused = false
    public private(set) var isOn = false
    public private(set) var isBackground = false
    public private(set) var starts = 0
    private var each: (@MainActor (FixRecord) -> Void)?

    public init() {}

    public func start(background: Bool, each: @escaping @MainActor (FixRecord) -> Void) {
        isOn = true
        isBackground = background
        starts += 1
        self.each = each
    }

    public func stop() {
        isOn = false
        isBackground = false
        each = nil
    }

    /// The phone moved.
    public func give(_ lat: Double, _ lon: Double, _ accuracy: Double, atMs: Int64) {
        each?(
            FixRecord(
                atMs: atMs, lat: lat, lon: lon, altitudeM: nil, accuracyM: accuracy,
                speedMps: nil, bearingDeg: nil))
    }
}

@MainActor
public final class FakeCompass: Compass {
    public var isThere = true
    public private(set) var isOn = false
    private var each: (@MainActor (Double) -> Void)?

    public init() {}

    public func start(each: @escaping @MainActor (Double) -> Void) {
        isOn = true
        self.each = each
    }

    public func stop() {
        isOn = false
        each = nil
    }

    /// The phone was turned.
    public func turn(_ degrees: Double) { each?(degrees) }
}

@MainActor
public final class FakeCapture: Capture {
    public var hasCamera = true
    /// Bytes of the next photo; nothing: the person went back.
    public var photoBytes: Data?
    public var videoBytes: Data?
    public var fileBytes: Data?
    public var codeText: String?
    public var failure: Failure?
    /// What happens while the camera or the scanner is open.
    public var whileOpen: (@MainActor () async -> Void)?
    public private(set) var wishes: [CameraWish] = []
    /// Types that were asked for.
    public private(set) var accepted: [[String]] = []
    /// Every file handed out; the shell must remove each.
    public private(set) var handedOut: [URL] = []

    public init() {}

    public func photo(_ wish: CameraWish) async throws -> URL? {
        wishes.append(wish)
        await whileOpen?()
        return try hand(photoBytes, "jpg")
    }

    public func video(_ wish: CameraWish) async throws -> URL? {
        wishes.append(wish)
        return try hand(videoBytes, "mp4")
    }

    public func file(_ accept: [String]) async throws -> URL? {
        accepted.append(accept)
        return try hand(fileBytes, "pdf")
    }

    public func code(front: Bool) async throws -> String? {
        wishes.append(CameraWish(front: front))
        await whileOpen?()
        if let failure { throw failure }
        return codeText
    }

    private func hand(_ bytes: Data?, _ ending: String) throws -> URL? {
        if let failure { throw failure }
        guard let bytes else { return nil }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString + "." + ending)
        try bytes.write(to: file)
        handedOut.append(file)
        return file
    }
}

@MainActor
public final class FakeSound: SoundRecorder {
    public var isThere = true
    public var bytes: Data? = FakeSound.wav
    public var failure: Failure?
    /// What happens while the person is asked for the microphone.
    public var whileAsking: (@MainActor () async -> Void)?
    public private(set) var formats: [SoundFormatRecord] = []

    /// A sound of a recorder, with what a recorder says of itself.
    public static let wav: Data = {
        func chunk(_ name: String, _ body: Data) -> Data {
            let length = withUnsafeBytes(of: UInt32(body.count).littleEndian) { Data($0) }
            return Data(name.utf8) + length + body
        }
        let format = Data([1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0])
        let inside =
            Data("WAVE".utf8) + chunk("fmt ", format)
            + chunk("LIST", Data("Pixel 9 SN-7781.".utf8))
            + chunk("data", Data(repeating: 7, count: 64))
        return chunk("RIFF", inside)
    }()
    public private(set) var isOn = false
    /// Every file handed out; the shell must remove each.
    public private(set) var handedOut: [URL] = []

    public init() {}

    public func start(_ format: SoundFormatRecord) async throws {
        await whileAsking?()
        if let failure { throw failure }
        formats.append(format)
        isOn = true
    }

    public func stop() async throws -> URL? {
        isOn = false
        guard let bytes else { return nil }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString + ".m4a")
        try bytes.write(to: file)
        handedOut.append(file)
        return file
    }
}

@MainActor
public final class FakeInk: Ink {
    public private(set) var drawn: [(drawing: Drawing, under: Data?, ink: InkRecord)] = []
    public var bytes = Data()
    /// What every picture is.
    public var ratio: Double? = 0.75

    public init() {}

    public func ratio(of picture: Data) -> Double? { ratio }

    public func picture(_ drawing: Drawing, under: Data?, ink: InkRecord) throws -> URL {
        drawn.append((drawing, under, ink))
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString + ".png")
        try bytes.write(to: file)
        return file
    }
}

@MainActor
public final class FakeFilm: FilmScreen {
    /// What was shown, by its name.
    public private(set) var shown: [(name: String, bytes: Data)] = []
    public var failure: Failure?

    public init() {}

    public func show(_ bytes: Data, name: String) throws {
        if let failure { throw failure }
        shown.append((name, bytes))
    }
}

@MainActor
public final class FakeDevice: DeviceState {
    public var chargePercent: UInt8? = 80
    public var isMetered = false
    private var each: (@MainActor (Bool) -> Void)?

    public init() {}

    public func watchNetwork(_ each: @escaping @MainActor (Bool) -> Void) { self.each = each }
    public func networkCame(_ online: Bool) { each?(online) }
}

@MainActor
public final class FakeFiles: FileGuard {
    public private(set) var guarded: [Bool] = []

    public init() {}

    public func protect(_ folder: URL, walking: Bool) throws { guarded.append(walking) }
    public func discard(_ file: URL) { try? FileManager.default.removeItem(at: file) }
}

@MainActor
public final class FakeErrands: Errands {
    /// What the platform was asked to do later.
    public private(set) var asked: [SyncLaterRecord] = []
    /// What goes on behind the screen.
    public private(set) var finishing: Task<Void, Never>?

    public init() {}

    public func sendLater(_ later: SyncLaterRecord) { asked.append(later) }
    public func finish(_ work: @escaping @MainActor () async -> Void) {
        finishing = Task { await work() }
    }
}

/// Keeps what it is given; the test says when a journey is over.
public final class FakeCourier: Courier, @unchecked Sendable {
    private let guarded = NSLock()
    private var given: [ParcelRecord] = []
    private var each: (@Sendable (String) -> Void)?
    private var refusal: Failure?

    public init() {}

    public var parcels: [ParcelRecord] { guarded.withLock { given } }
    /// Takes nothing any more.
    public func refuse(_ failure: Failure?) { guarded.withLock { refusal = failure } }

    public func carry(_ parcel: ParcelRecord) throws {
        try guarded.withLock {
            if let refusal { throw refusal }
            given.append(parcel)
        }
    }

    public func whenEnded(_ each: @escaping @Sendable (String) -> Void) {
        guarded.withLock { self.each = each }
    }

    /// The platform is through with it, however it went.
    public func end(_ id: String) {
        let each = guarded.withLock {
            given.removeAll { $0.id == id }
            return self.each
        }
        each?(id)
    }
}

@MainActor
public final class FakeReminder: Reminder {
    /// What the platform would show, and when.
    public private(set) var waiting: (date: Date, words: String)?
    public private(set) var settings = 0

    public init() {}

    public func set(at date: Date, words: String) {
        waiting = (date, words)
        settings += 1
    }
    public func clear() { waiting = nil }
}

/// Touches when the test says so.
@MainActor
public final class FakeTouches: Touches {
    private var each: (@MainActor () -> Void)?

    public init() {}

    public func watch(_ each: @escaping @MainActor () -> Void) { self.each = each }
    public func touch() { each?() }
}

/// Time since the phone's start, as the test lets it pass.
public final class FakeInstants: InstantSource, @unchecked Sendable {
    private let guarded = NSLock()
    private var ms: UInt64 = 1_000_000

    public init() {}

    public func pass(seconds: UInt64) { guarded.withLock { ms += seconds * 1000 } }

    public func instant() throws -> InstantRecord {
        InstantRecord(sinceBootMs: guarded.withLock { ms }, boot: "start")
    }
}

/// All of them together, with clocks that the test turns.
@MainActor
public final class FakePhone {
    public let keys = FakeKeyBox()
    public let places = FakePlaces()
    public let compass = FakeCompass()
    public let capture = FakeCapture()
    public let sound = FakeSound()
    public let ink = FakeInk()
    public let film = FakeFilm()
    public let device = FakeDevice()
    public let files = FakeFiles()
    public let errands = FakeErrands()
    public let courier = FakeCourier()
    public let reminder = FakeReminder()
    public let touches = FakeTouches()
    public let instants = FakeInstants()
    /// The app's folder, to itself; gone with this.
    public let root = FileManager.default.temporaryDirectory
        .appendingPathComponent("farola-" + UUID().uuidString, isDirectory: true)
    public var now = Date(timeIntervalSince1970: 1_795_668_000)  // 26 Nov 2026, 04:40 UTC
    public var nowMs: Int64 { Int64(now.timeIntervalSince1970 * 1000) }

    /// On Linux a program dies of writing to a connection that was cut, unless it says otherwise;
    /// Apple's sockets are told so one by one by the core.
    private static let mute: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    public init() { Self.mute }

    deinit { try? FileManager.default.removeItem(at: root) }

    public var platform: Platform {
        Platform(
            keys: keys, places: places, compass: compass, capture: capture, sound: sound,
            ink: ink, film: film, device: device, files: files, errands: errands,
            courier: courier,
            reminder: reminder, touches: touches,
            now: { [self] in now }, instants: instants)
    }
}
