// Photos, sounds, videos, files and codes. The control asks the platform for a file; the core
// takes it in, encrypted, and the file is removed.

import FarolaCore
import Foundation
import Observation

/// A photo, a drawing or a signature.
@MainActor @Observable
public final class PhotoControl {
    public enum Ground: Equatable, Sendable {
        /// Where it is annotated, something may be drawn on it.
        case photo(CameraUse, annotated: Bool, maxPixels: UInt32?)
        /// An empty sheet.
        case sheet(signature: Bool)
    }

    public let ground: Ground
    /// How it is drawn and written.
    public let ink: InkRecord
    /// The picture as the core has it, for the screen.
    public private(set) var thumbnail: Data?
    /// Width of what is drawn on in parts of its height: of the sheet, or of the photo.
    public private(set) var ratio: Double
    /// Strokes over it, while they are drawn.
    public var drawing = Drawing()
    /// What the finger leaves behind.
    public var tool: InkTool
    public private(set) var isDrawing = false
    public private(set) var busy = false

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var shown: String?

    init(_ row: FormRow, _ ground: Ground) {
        self.row = row
        self.ground = ground
        switch ground {
        case .photo(_, let annotated, let most):
            ink = inkOnPhoto(annotated: annotated, maxPixels: most)
        case .sheet(let signature): ink = inkOnSheet(signature: signature)
        }
        tool = ink.tools[0]
        ratio = Self.sheet(ink)
    }

    /// A photo that is not there or cannot be read is a square.
    private static func sheet(_ ink: InkRecord) -> Double {
        ink.paper.map { Double($0.width) / Double($0.height) } ?? 1
    }

    func refresh() { if row.fileName != shown { thumbnail = nil } }

    public var hasPhoto: Bool { row.isAnswered }
    /// Whether it is drawn on an empty sheet.
    public var isSheet: Bool { if case .sheet = ground { true } else { false } }
    public var isSignature: Bool { ground == .sheet(signature: true) }

    private var camera: CameraUse? {
        if case .photo(let camera, _, _) = ground { camera } else { nil }
    }
    private var sources: Sources? {
        camera.map {
            sourcesOf(files: $0.gallery, device: row.form.platform.capture.hasCamera)
        }
    }
    public var offersCamera: Bool { sources?.device ?? false }
    public var offersGallery: Bool { sources?.files ?? false }
    /// Whether lines can be drawn on the photo. Faces and plates can be covered on any.
    public var offersMarks: Bool { if case .photo(_, true, _) = ground { true } else { false } }
    /// Whether there is more to choose from than one way of drawing.
    public var offersTools: Bool { ink.tools.count > 1 }
    /// Whether what is drawn covers what is below.
    public var covers: Bool { tool == .cover }
    /// Whether the photo that is there can be drawn on.
    public var offersInk: Bool { !isSheet && hasPhoto }

    /// Reads the picture for the screen; nothing happens when it is there already.
    public func load() async {
        guard let name = row.fileName, shown != name else { return }
        let bytes = await row.form.file(name)
        thumbnail = bytes
        shown = name
        let photo = isSheet ? nil : bytes.flatMap { row.form.platform.ink.ratio(of: $0) }
        ratio = photo ?? Self.sheet(ink)
    }

    /// Opens the camera or the photos of the phone.
    public func take(fromGallery: Bool = false) async {
        guard !busy, let camera else { return }
        let held = row.held
        defer { withExtendedLifetime(held) {} }
        busy = true
        defer { busy = false }
        do {
            let wish = CameraWish(front: camera.front, gallery: fromGallery)
            guard let file = try await row.form.platform.capture.photo(wish) else { return }
            await attach(file)
            if ink.opens, row.refused == nil { startDrawing() }
        } catch {
            row.refuse(Failure(error))
        }
    }

    /// Opens the sheet, or the photo to be marked or covered.
    public func startDrawing() {
        drawing = Drawing()
        tool = ink.tools[0]
        isDrawing = true
    }

    public func cancelDrawing() {
        drawing = Drawing()
        isDrawing = false
    }

    /// Makes a picture of what was drawn, and answers with it.
    public func keepDrawing() async {
        guard isDrawing, !drawing.isEmpty, !busy else { return }
        let held = row.held
        defer { withExtendedLifetime(held) {} }
        busy = true
        defer { busy = false }
        var under: Data?
        if !isSheet, let name = row.fileName { under = await row.form.file(name) }
        do {
            let file = try row.form.platform.ink.picture(drawing, under: under, ink: ink)
            isDrawing = false
            drawing = Drawing()
            await attach(file)
        } catch {
            row.refuse(Failure(error))
        }
    }

    public func remove() async {
        thumbnail = nil
        await row.give(.clear).value
    }

    private func attach(_ file: URL) async {
        shown = nil
        await row.attachPhoto(file)
        await load()
    }
}

/// A sound, recorded here or taken from a file.
@MainActor @Observable
public final class SoundControl {
    public private(set) var isRecording = false

    /// Whether the form lets one that is there be taken.
    @ObservationIgnored private let takesFiles: Bool
    @ObservationIgnored private let quality: AudioQuality
    @ObservationIgnored private unowned let row: FormRow
    /// What the recording is for, from its beginning until it is kept: the page may be turned.
    @ObservationIgnored private var held: (row: FormRow, form: FormModel)?
    @ObservationIgnored private var ending: Task<Void, Never>?

    init(_ row: FormRow, _ quality: AudioQuality, takesFiles: Bool) {
        self.row = row
        self.quality = quality
        self.takesFiles = takesFiles
    }

    private var sources: Sources {
        sourcesOf(files: takesFiles, device: row.form.platform.sound.isThere)
    }
    public var offersMicrophone: Bool { sources.device }
    /// Whether one that is there may be taken.
    public var offersFiles: Bool { sources.files }
    public var hasSound: Bool { row.isAnswered }

    public func record() async {
        guard !isRecording else { return }
        let held = row.held
        let (row, form) = held
        // There is one microphone, and the form has it for as long as it is open.
        guard form.requests.voice != .recording else {
            return row.refuse(Failure(.recording))
        }
        await form.recorded?.stop()
        do {
            let sound = form.platform.sound
            try await sound.start(soundFormat(quality: quality))
            // She may have gone on while the phone asked her for the microphone.
            guard form.shows(row) else {
                if let file = try await sound.stop() { form.platform.files.discard(file) }
                return
            }
            self.held = held
            form.recorded = self
            isRecording = true
        } catch {
            row.refuse(Failure(error))
        }
    }

    public func stop() async { await end()?.value }

    /// Ends it where nobody waits; the task ends when the form has it.
    @discardableResult
    public func end() -> Task<Void, Never>? {
        guard let held else { return ending }
        self.held = nil
        isRecording = false
        let task = Task {
            defer { withExtendedLifetime(held) {} }
            do {
                guard let file = try await held.form.platform.sound.stop() else { return }
                await held.row.attachFile(file)
            } catch {
                held.row.refuse(Failure(error))
            }
        }
        ending = task
        return task
    }

    public func pick() async {
        let held = row.held
        defer { withExtendedLifetime(held) {} }
        do {
            guard let file = try await row.form.platform.capture.file(["audio/*"]) else { return }
            await row.attachFile(file)
        } catch {
            row.refuse(Failure(error))
        }
    }

    public func remove() async { await row.give(.clear).value }
}

/// A video or any file.
@MainActor @Observable
public final class FileControl {
    public enum What: Equatable, Sendable {
        case video(CameraUse)
        /// Of these types; of any where none is named.
        case any([String])
    }

    public let what: What
    public private(set) var busy = false

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ what: What) {
        self.row = row
        self.what = what
    }

    public var name: String { row.fileName ?? "" }
    public var hasFile: Bool { row.isAnswered }
    public var isVideo: Bool { if case .video = what { true } else { false } }
    private var sources: Sources {
        switch what {
        case .video(let camera):
            sourcesOf(files: camera.gallery, device: row.form.platform.capture.hasCamera)
        case .any: Sources(device: false, files: true)
        }
    }
    public var canRecord: Bool { sources.device }
    /// Whether one that is there may be taken.
    public var canPick: Bool { sources.files }

    public func record() async {
        guard case .video(let camera) = what else { return }
        await take { try await $0.video(CameraWish(front: camera.front)) }
    }

    public func pick() async {
        let what = what
        await take { capture in
            switch what {
            case .video: try await capture.video(CameraWish(gallery: true))
            case .any(let types): try await capture.file(types)
            }
        }
    }

    public func remove() async { await row.give(.clear).value }

    private func take(_ ask: @MainActor (any Capture) async throws -> URL?) async {
        guard !busy else { return }
        let held = row.held
        defer { withExtendedLifetime(held) {} }
        busy = true
        defer { busy = false }
        do {
            guard let file = try await ask(row.form.platform.capture) else { return }
            await row.attachFile(file)
        } catch {
            row.refuse(Failure(error))
        }
    }
}

/// A bar or QR code; can also be typed, where there is no camera.
@MainActor @Observable
public final class BarcodeControl {
    public let field: TypedField
    /// Whether the form wants the answer not to be shown.
    public let hidden: Bool

    @ObservationIgnored private let front: Bool
    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, front: Bool, hidden: Bool) {
        self.row = row
        self.front = front
        self.hidden = hidden
        field = TypedField(row)
    }

    public var hasCode: Bool { row.isAnswered }
    /// What was read, unless the form hides it.
    public var shown: String { row.drawn.shown }
    public var canScan: Bool { row.form.platform.capture.hasCamera }

    public func scan() async {
        let held = row.held
        defer { withExtendedLifetime(held) {} }
        do {
            let scanned = try await row.form.platform.capture.code(front: front)
            guard let scanned else { return }
            await row.give(.code(text: scanned)).value
        } catch {
            row.refuse(Failure(error))
        }
    }

    @discardableResult
    public func type(_ text: String) -> Task<Void, Never> { field.type(text) }
    public func remove() async { await row.give(.clear).value }
}
