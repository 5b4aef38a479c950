// What the shell asks of the phone it runs on. The real ones stand in AppPlatform, behind
// `canImport`; tests give their own.

import FarolaCore
import Foundation

/// Everything of the platform that the view models use.
@MainActor
public struct Platform {
    public var keys: any KeyBox
    public var places: Antenna
    public var compass: any Compass
    public var capture: Outing
    public var sound: any SoundRecorder
    public var ink: any Ink
    public var film: any FilmScreen
    public var device: any DeviceState
    public var files: any FileGuard
    public var errands: any Errands
    public var courier: any Courier
    public var reminder: any Reminder
    public var touches: any Touches
    public var now: @MainActor () -> Date
    /// In the place of the system's own time since its start: for tests.
    public var instants: (any InstantSource)?

    public init(
        keys: any KeyBox, places: any PlaceSource, compass: any Compass, capture: any Capture,
        sound: any SoundRecorder, ink: any Ink, film: any FilmScreen, device: any DeviceState,
        files: any FileGuard, errands: any Errands, courier: any Courier, reminder: any Reminder,
        touches: any Touches,
        now: @escaping @MainActor () -> Date = { Date() }, instants: (any InstantSource)? = nil
    ) {
        self.keys = keys
        self.places = Antenna(places, now: now)
        self.compass = compass
        self.capture = Outing(capture)
        self.sound = sound
        self.ink = ink
        self.film = film
        self.device = device
        self.files = files
        self.errands = errands
        self.courier = courier
        self.reminder = reminder
        self.touches = touches
        self.now = now
        self.instants = instants
    }
}

/// How the phone knows a face or a finger.
public enum Biometry: Sendable, Equatable {
    case none, face, finger
}

/// The platform's key store. Its own key wraps what the core's door writes (`PlatformKeys`), and
/// one further item can be kept behind the biometric. On iPhones: Secure Enclave and Keychain.
public protocol KeyBox: PlatformKeys {
    /// What the phone has and the person has set up.
    var biometry: Biometry { get }
    /// Keeps the raw key behind the biometric.
    func keep(_ key: Data) throws
    /// Whether a key is kept behind the biometric.
    var keepsKey: Bool { get }
    /// Asks for the face or finger and gives the key. `Failure` of `.cancelled` when the
    /// person would rather type the PIN.
    func kept(reason: String) async throws -> Data
    /// Drops the kept key alone.
    func dropKept()
}

extension KeyBox {
    /// Whether the face or finger opens.
    var opens: Bool { keepsKey && biometry != .none }
}

/// Where the phone is.
@MainActor
public protocol PlaceSource: AnyObject {
    /// Whether the person has refused.
    var refused: Bool { get }
    /// Asks for the permission where needed and gives each fix until `stop`. `background`: also
    /// with the screen off, for the track of a walk.
    func start(background: Bool, each: @escaping @MainActor (FixRecord) -> Void)
    func stop()
}

/// Where the top of the phone points.
@MainActor
public protocol Compass: AnyObject {
    var isThere: Bool { get }
    /// Gives degrees from magnetic north, clockwise from 0 to 360, until `stop`.
    func start(each: @escaping @MainActor (Double) -> Void)
    func stop()
}

/// What a camera is asked for.
public struct CameraWish: Sendable, Equatable {
    /// The camera on the screen's side.
    public var front: Bool
    /// From the pictures on the phone instead of the camera.
    public var gallery: Bool

    public init(front: Bool = false, gallery: Bool = false) {
        self.front = front
        self.gallery = gallery
    }
}

/// Camera, gallery, file picker and code scanner. Each gives nothing when the person went back.
/// Files lie in the app's own temporary folder as they were taken; whoever asked discards them.
@MainActor
public protocol Capture: AnyObject {
    /// Whether there is a camera and it is not refused.
    var hasCamera: Bool { get }
    func photo(_ wish: CameraWish) async throws -> URL?
    func video(_ wish: CameraWish) async throws -> URL?
    /// A file of these types, as a form names them (`application/pdf`, `.csv`); any where none is.
    func file(_ accept: [String]) async throws -> URL?
    /// The text of a QR or bar code.
    func code(front: Bool) async throws -> String?
}

extension Capture {
    public func code() async throws -> String? { try await code(front: false) }
}

/// A microphone.
@MainActor
public protocol SoundRecorder: AnyObject {
    /// Whether there is a microphone and it is not refused.
    var isThere: Bool { get }
    func start(_ format: SoundFormatRecord) async throws
    /// Ends and gives the file.
    func stop() async throws -> URL?
}

/// Draws strokes into a picture.
@MainActor
public protocol Ink: AnyObject {
    /// The strokes on the picture `under`, or on a white sheet, drawn and written as `ink` says.
    func picture(_ drawing: Drawing, under: Data?, ink: InkRecord) throws -> URL
    /// Width of a picture in parts of its height; nothing where it cannot be read.
    func ratio(of picture: Data) -> Double?
}

/// A film over everything, until its end or until the person closes it.
@MainActor
public protocol FilmScreen: AnyObject {
    /// Shows the film that `bytes` are; `name` ends as files of its kind do. Nothing of it is left
    /// afterwards.
    func show(_ bytes: Data, name: String) throws
}

/// Charge and network.
@MainActor
public protocol DeviceState: AnyObject {
    var chargePercent: UInt8? { get }
    /// Whether the network costs by the byte (cellular, low data mode, personal hotspot).
    var isMetered: Bool { get }
    /// Called when the network came or went.
    func watchNetwork(_ each: @escaping @MainActor (_ online: Bool) -> Void)
}

/// How the folder of data is kept.
@MainActor
public protocol FileGuard: AnyObject {
    /// Makes the folder, keeps it out of backups and protects it. `walking`: what is open stays
    /// writable with the screen locked, as the track needs; otherwise nothing is readable then.
    func protect(_ folder: URL, walking: Bool) throws
    /// Removes a file that a camera, a microphone or a pen gave.
    func discard(_ file: URL)
}

/// One reminder that the platform shows when the app is not in front. Its words say nothing of
/// what the app is or holds.
@MainActor
public protocol Reminder: AnyObject {
    /// Replaces the one before.
    func set(at date: Date, words: String)
    func clear()
}

/// Whether somebody is there: touches of the glass, and what is typed.
@MainActor
public protocol Touches: AnyObject {
    /// `each` hears of every touch and every letter, whatever it is for.
    func watch(_ each: @escaping @MainActor () -> Void)
}

/// What goes on while the app is not in front.
@MainActor
public protocol Errands: AnyObject {
    /// Asks the platform to let the app send later, in the place of what was asked before.
    func sendLater(_ later: SyncLaterRecord)
    /// Keeps the app alive for the moment it takes to end what it does.
    func finish(_ work: @escaping @MainActor () async -> Void)
}

/// Carries sealed files to the hub while the app sleeps, by the platform's own uploads. It sees no
/// key and decides nothing: whether a file arrived, the hub says at the next exchange.
public protocol Courier: AnyObject, Sendable {
    /// Begins to carry a file; called on the core's own thread. Throws when the platform takes
    /// none: the core then sends it the usual way.
    func carry(_ parcel: ParcelRecord) throws
    /// `each` hears the id of a parcel whose journey is over, however it ended.
    func whenEnded(_ each: @escaping @Sendable (_ id: String) -> Void)
}
