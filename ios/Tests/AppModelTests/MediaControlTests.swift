import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct MediaControlTests {
    private func photo(
        _ appearance: String = "", _ parameters: [String: String] = [:]
    ) async throws -> (Paper, PhotoControl) {
        var all = parameters
        all["mediatype"] = "image/*"
        let paper = try await Paper(
            .sample(control: "upload", type: "binary", appearance: appearance, parameters: all))
        guard case .photo(let control) = paper.row.control else { throw Failure(code: "no photo") }
        return (paper, control)
    }

    @Test func aPhotoIsTakenInAndItsFileRemoved() async throws {
        let (paper, control) = try await photo("", ["max-pixels": "1024"])
        paper.phone.capture.photoBytes = Data([0xff, 0xd8])
        await control.take()
        #expect(paper.value == "photo.jpg")
        #expect(control.thumbnail == Data([0xff, 0xd8]))
        #expect(paper.phone.capture.wishes == [PhotoWish(maxPixels: 1024)])
        let file = try #require(paper.phone.capture.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        await control.remove()
        #expect(paper.value == nil)
        #expect(control.thumbnail == nil)
    }

    @Test func goingBackAnswersNothing() async throws {
        let (paper, control) = try await photo()
        await control.take()
        #expect(paper.paper.calls.isEmpty)
        #expect(paper.row.refused == nil)
    }

    @Test func aRefusedCameraIsSaid() async throws {
        let (paper, control) = try await photo()
        paper.phone.capture.failure = Failure(code: "shell.no_camera")
        await control.take()
        #expect(paper.row.refused == "shell.no_camera")
        #expect(paper.row.fault(Words(.en))?.contains("camera") == true)
    }

    @Test(arguments: [
        ("", true, false, false), ("new", false, false, false), ("annotate", true, true, false),
        ("mask", true, true, false), ("signature", false, false, true),
        ("draw", false, false, true), ("new-front", false, false, false),
    ])
    func whatIsOffered(
        appearance: String, gallery: Bool, marks: Bool, sheet: Bool
    ) async throws {
        let (_, control) = try await photo(appearance)
        #expect(control.offersGallery == gallery)
        #expect(control.offersMarks == marks)
        #expect(control.isSheet == sheet)
    }

    @Test func theFrontCamera() async throws {
        let (paper, control) = try await photo("selfie")
        await control.take()
        #expect(paper.phone.capture.wishes.first?.front == true)
    }

    @Test func aSignatureIsDrawnOnAnEmptySheet() async throws {
        let (paper, control) = try await photo("signature")
        control.startDrawing()
        await control.keepDrawing()
        #expect(paper.phone.ink.drawn.isEmpty)
        control.drawing.begin(Spot(x: 0.1, y: 2), covers: false)
        control.drawing.move(Spot(x: 0.5, y: 0.5))
        await control.keepDrawing()
        #expect(paper.value == "photo.jpg")
        let drawn = try #require(paper.phone.ink.drawn.first)
        #expect(drawn.under == nil)
        #expect(drawn.drawing.strokes.first?.spots.first == Spot(x: 0.1, y: 1))
        #expect(!control.isDrawing)
    }

    @Test func marksAreDrawnOnThePhoto() async throws {
        let (paper, control) = try await photo("annotate")
        paper.phone.capture.photoBytes = Data([7])
        await control.take()
        control.startDrawing()
        control.drawing.begin(Spot(x: 0, y: 0), covers: true)
        control.drawing.begin(Spot(x: 1, y: 1), covers: false)
        control.drawing.undo()
        await control.keepDrawing()
        let drawn = try #require(paper.phone.ink.drawn.first)
        #expect(drawn.under == Data([7]))
        #expect(drawn.drawing.strokes.count == 1)
    }

    @Test func aSoundIsRecorded() async throws {
        let paper = try await Paper(
            .sample(
                control: "upload", type: "binary",
                parameters: ["mediatype": "audio/*", "quality": "voice-only"]))
        guard case .sound(let sound) = paper.row.control else {
            Issue.record("no sound")
            return
        }
        await sound.record()
        #expect(sound.isRecording)
        await sound.stop()
        #expect(!sound.isRecording)
        #expect(sound.hasSound)
        #expect(paper.phone.sound.qualities == ["voice-only"])
        #expect(paper.paper.calls == ["attachFile"])
    }

    @Test func videosAndFiles() async throws {
        let paper = try await Paper(
            .sample(
                "/v", control: "upload", type: "binary", parameters: ["mediatype": "video/*"]),
            .sample("/f", control: "upload", type: "binary", parameters: ["mediatype": "*/*"]))
        paper.phone.capture.videoBytes = Data([1])
        paper.phone.capture.fileBytes = Data([2])
        guard case .file(let video) = paper.form.rows[0].control,
            case .file(let file) = paper.form.rows[1].control
        else {
            Issue.record("no file")
            return
        }
        await video.record()
        await file.pick()
        #expect(video.hasFile && file.hasFile)
        #expect(file.name.hasSuffix(".pdf"))
        #expect(!file.canRecord)
        for handed in paper.phone.capture.handedOut {
            #expect(!FileManager.default.fileExists(atPath: handed.path))
        }
    }

    @Test func codesReadHiddenOrTyped() async throws {
        let paper = try await Paper(.sample(type: "barcode", appearance: "hidden-answer"))
        guard case .barcode(let code) = paper.row.control else {
            Issue.record("no code")
            return
        }
        await code.scan()
        #expect(!code.hasCode)
        paper.phone.capture.codeText = "poste-118"
        await code.scan()
        #expect(paper.value == "poste-118")
        #expect(code.shown.isEmpty)
        await code.type("poste-119")
        #expect(paper.value == "poste-119")
    }
}
