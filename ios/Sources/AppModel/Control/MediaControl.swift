// Photos, sounds, videos, files and codes. The control asks the platform for a file; the core
// takes it in, encrypted, and the file is removed.

import Foundation
import Observation

/// A photo, a drawing or a signature.
@MainActor @Observable
public final class PhotoControl {
    public let style: PhotoStyle
    /// The picture as the core has it, for the screen.
    public private(set) var thumbnail: Data?
    /// Strokes over it, while they are drawn.
    public var drawing = Drawing()
    public private(set) var isDrawing = false
    public private(set) var busy = false

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var shown = ""

    init(_ row: FormRow, _ style: PhotoStyle) {
        self.row = row
        self.style = style
    }

    func refresh() { if row.value != shown { thumbnail = nil } }

    public var hasPhoto: Bool { !row.value.isEmpty }
    /// Whether it is drawn on an empty sheet.
    public var isSheet: Bool { style == .draw || style == .signature }
    public var offersGallery: Bool { style == .camera || style == .annotate || style == .mask }
    /// Whether marks can be drawn on the photo.
    public var offersMarks: Bool { style == .annotate || style == .mask }

    /// Reads the picture for the screen; nothing happens when it is there already.
    public func load() async {
        guard hasPhoto, shown != row.value else { return }
        let name = row.value
        thumbnail = await row.form.file(name)
        shown = name
    }

    /// Opens the camera or the photos of the phone.
    public func take(fromGallery: Bool = false) async {
        guard !busy else { return }
        busy = true
        defer { busy = false }
        do {
            let wish = PhotoWish(
                front: style == .front, gallery: fromGallery, maxPixels: maxPixels)
            guard let file = try await row.form.platform.capture.photo(wish) else { return }
            await attach(file)
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    /// Opens the sheet, or the photo to be marked.
    public func startDrawing() {
        drawing = Drawing()
        isDrawing = true
    }

    public func cancelDrawing() {
        drawing = Drawing()
        isDrawing = false
    }

    /// Makes a picture of what was drawn, and answers with it.
    public func keepDrawing() async {
        guard isDrawing, !drawing.isEmpty, !busy else { return }
        busy = true
        defer { busy = false }
        let under = isSheet || !hasPhoto ? nil : await row.form.file(row.value)
        do {
            let file = try row.form.platform.ink.picture(drawing, under: under)
            isDrawing = false
            drawing = Drawing()
            await attach(file)
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    public func remove() async {
        thumbnail = nil
        await row.answer("")
    }

    var maxPixels: Int? {
        row.parameter("max-pixels").flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
    }

    private func attach(_ file: URL) async {
        shown = ""
        await row.form.attachPhoto(row, file)
        await load()
    }
}

/// A sound, recorded here or taken from a file.
@MainActor @Observable
public final class SoundControl {
    public private(set) var isRecording = false

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    public var hasSound: Bool { !row.value.isEmpty }

    public func record() async {
        guard !isRecording else { return }
        // There is one microphone, and the form has it for as long as it is open.
        guard row.form.requests.voice != .recording else { return row.refuse("shell.recording") }
        do {
            try await row.form.platform.sound.start(quality: row.parameter("quality") ?? "normal")
            isRecording = true
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    public func stop() async {
        guard isRecording else { return }
        isRecording = false
        do {
            guard let file = try await row.form.platform.sound.stop() else { return }
            await row.form.attachFile(row, file)
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    public func pick() async {
        do {
            guard let file = try await row.form.platform.capture.file() else { return }
            await row.form.attachFile(row, file)
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    public func remove() async { await row.answer("") }
}

/// A video or any file.
@MainActor @Observable
public final class FileControl {
    public enum What: Equatable, Sendable { case video, any }

    public let what: What
    public private(set) var busy = false

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ what: What) {
        self.row = row
        self.what = what
    }

    public var name: String { row.value }
    public var hasFile: Bool { !row.value.isEmpty }
    public var canRecord: Bool { what == .video && row.form.platform.capture.hasCamera }

    public func record() async {
        await take { try await $0.video(gallery: false) }
    }

    public func pick() async {
        let video = what == .video
        await take { capture in
            video ? try await capture.video(gallery: true) : try await capture.file()
        }
    }

    public func remove() async { await row.answer("") }

    private func take(_ ask: @MainActor (any Capture) async throws -> URL?) async {
        guard !busy else { return }
        busy = true
        defer { busy = false }
        do {
            guard let file = try await ask(row.form.platform.capture) else { return }
            await row.form.attachFile(row, file)
        } catch {
            row.refuse(Failure(error).code)
        }
    }
}

/// A bar or QR code; can also be typed, where there is no camera.
@MainActor @Observable
public final class BarcodeControl {
    /// Whether the form wants the answer not to be shown.
    public let hidden: Bool

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, hidden: Bool) {
        self.row = row
        self.hidden = hidden
    }

    public var hasCode: Bool { !row.value.isEmpty }
    /// What was read, unless the form hides it.
    public var shown: String { hidden ? "" : row.value }
    public var canScan: Bool { row.form.platform.capture.hasCamera }

    public func scan() async {
        do {
            guard let code = try await row.form.platform.capture.code() else { return }
            await row.answer(code)
        } catch {
            row.refuse(Failure(error).code)
        }
    }

    public func type(_ text: String) async { await row.answer(text) }
    public func remove() async { await row.answer("") }
}
