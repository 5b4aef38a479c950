import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct MediaControlTests {
    private func photo(
        _ asked: QuestionControl = .photo()
    ) async throws -> (Paper, PhotoControl) {
        let paper = try await Paper(.sample(asked))
        guard case .photo(let control) = paper.row.control else { throw Failure(code: "no photo") }
        return (paper, control)
    }

    @Test func aPhotoIsTakenInAndItsFileRemoved() async throws {
        let (paper, control) = try await photo()
        paper.phone.capture.photoBytes = Data([0xff, 0xd8])
        await control.take()
        #expect(paper.answer == .file(name: "photo.jpg"))
        #expect(control.thumbnail == Data([0xff, 0xd8]))
        #expect(paper.phone.capture.wishes == [CameraWish()])
        let file = try #require(paper.phone.capture.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        await control.remove()
        #expect(paper.answer == nil)
        #expect(control.thumbnail == nil)
    }

    @Test func goingBackAnswersNothing() async throws {
        let (paper, control) = try await photo()
        await control.take()
        #expect(paper.paper.calls == ["readBy"])
        #expect(paper.row.refused == nil)
    }

    @Test func aRefusedCameraIsSaid() async throws {
        let (paper, control) = try await photo()
        paper.phone.capture.failure = Failure(.noCamera)
        await control.take()
        #expect(paper.row.refused?.shell == .noCamera)
        #expect(paper.row.fault(Words(.en))?.contains("camera") == true)
    }

    @Test(arguments: [
        (QuestionControl.photo(), true, false, false),
        (.photo(gallery: false), false, false, false), (.photo(annotated: true), true, true, false),
        (.drawing(signature: true, maxPixels: nil), false, false, true),
        (.drawing(signature: false, maxPixels: 640), false, false, true),
    ])
    func whatIsOffered(
        asked: QuestionControl, gallery: Bool, marks: Bool, sheet: Bool
    ) async throws {
        let (paper, control) = try await photo(asked)
        defer { withExtendedLifetime(paper) {} }
        #expect(control.offersGallery == gallery)
        #expect(control.offersMarks == marks)
        #expect(control.isSheet == sheet)
    }

    /// A question that must be answered has a way: files, where the camera or the microphone is
    /// refused.
    @Test func withoutTheDeviceAFileCanBeTaken() async throws {
        let paper = try await Paper(
            .sample(.photo(gallery: false), at: "/p"),
            .sample(.video(camera: CameraUse(front: false, gallery: false)), at: "/v"),
            .sample(.audio(quality: .normal, files: false), at: "/s"))
        guard case .photo(let photo) = paper.form.rows[0].control,
            case .file(let video) = paper.form.rows[1].control,
            case .sound(let sound) = paper.form.rows[2].control
        else {
            Issue.record("not the controls")
            return
        }
        #expect(photo.offersCamera && video.canRecord && sound.offersMicrophone)
        #expect(!photo.offersGallery && !video.canPick && !sound.offersFiles)
        paper.phone.capture.hasCamera = false
        paper.phone.sound.isThere = false
        #expect(!photo.offersCamera && !video.canRecord && !sound.offersMicrophone)
        #expect(photo.offersGallery && video.canPick && sound.offersFiles)
    }

    @Test func theFrontCamera() async throws {
        let (paper, control) = try await photo(.photo(front: true))
        await control.take()
        #expect(paper.phone.capture.wishes.first?.front == true)
    }

    @Test func aSignatureIsDrawnOnAnEmptySheet() async throws {
        let (paper, control) = try await photo(.drawing(signature: true, maxPixels: nil))
        control.startDrawing()
        await control.keepDrawing()
        #expect(paper.phone.ink.drawn.isEmpty)
        control.drawing.begin(Spot(x: 0.1, y: 2), covers: false)
        control.drawing.move(Spot(x: 0.5, y: 0.5))
        await control.keepDrawing()
        #expect(paper.answer == .file(name: "photo.jpg"))
        let drawn = try #require(paper.phone.ink.drawn.first)
        #expect(drawn.under == nil)
        #expect(drawn.drawing.strokes.first?.spots.first == Spot(x: 0.1, y: 1))
        #expect(!control.isDrawing)
        // A signature is wider than it is high, a drawing is not, and both are written without
        // loss: the core says so.
        #expect(drawn.ink == inkOnSheet(signature: true) && drawn.ink.format == .png)
        #expect(control.ratio == 2)
        #expect(!control.offersInk)
        let (_, sketch) = try await photo(.drawing(signature: false, maxPixels: nil))
        #expect(sketch.ink == inkOnSheet(signature: false))
        #expect(sketch.ratio == 1)
    }

    @Test func marksAreDrawnOnThePhoto() async throws {
        let (paper, control) = try await photo(.photo(annotated: true))
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

    /// A form that wants no marks has no line to draw; faces and plates can be covered all the
    /// same, and what is covered is where the finger was: the sheet has the photo's shape.
    @Test(arguments: [true, false])
    func facesCanBeCoveredOnAnyPhoto(annotated: Bool) async throws {
        let (paper, control) = try await photo(.photo(annotated: annotated))
        #expect(!control.offersInk)
        paper.phone.capture.photoBytes = Data([7])
        await control.take()
        #expect(control.offersInk)
        #expect(control.offersMarks == annotated && control.offersTools == annotated)
        // What the form wants marked is opened as soon as it is there.
        #expect(control.isDrawing == annotated)
        #expect(control.ratio == 0.75)
        control.startDrawing()
        #expect(control.covers == !annotated)
        control.drawing.begin(Spot(x: 0.2, y: 0.2), covers: true)
        control.drawing.move(Spot(x: 0.4, y: 0.4))
        await control.keepDrawing()
        let ink = inkOnPhoto(annotated: annotated, maxPixels: nil)
        #expect(paper.phone.ink.drawn.map(\.ink) == [ink])
        guard case .jpeg = control.ink.format else {
            Issue.record("a marked photo is written as \(control.ink.format)")
            return
        }
        #expect(paper.phone.ink.drawn.first?.drawing.strokes.map(\.covers) == [true])
        // One that cannot be read is drawn on as a square.
        paper.phone.ink.ratio = nil
        await control.take()
        #expect(control.ratio == 1)
    }

    @Test func aSoundIsRecorded() async throws {
        let paper = try await Paper(
            .sample(.audio(quality: .voiceOnly, files: false)))
        guard case .sound(let sound) = paper.row.control else {
            Issue.record("no sound")
            return
        }
        await sound.record()
        #expect(sound.isRecording)
        await sound.stop()
        #expect(!sound.isRecording)
        #expect(sound.hasSound)
        #expect(!sound.offersFiles)
        #expect(paper.phone.sound.formats == [soundFormat(quality: .voiceOnly)])
        #expect(paper.paper.calls == ["readBy", "attachFile"])
    }

    /// The page may be turned, and the form left, while something is on its way from the phone.
    @Test func aPhotoComesAfterTheFormIsLeft() async throws {
        var paper: Paper? = try await Paper(.sample(.photo()))
        let (phone, filled) = try #require(paper.map { ($0.phone, $0.paper) })
        guard case .photo(let control)? = paper?.row.control else { return }
        phone.capture.photoBytes = Data([7])
        phone.capture.whileOpen = { paper = nil }
        await control.take()
        #expect(paper == nil)
        #expect(filled.calls.contains("attachPhoto"))
        let file = try #require(phone.capture.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    private func recorded() async throws -> (Paper, SoundControl) {
        let paper = try await Paper(.sample(.audio(quality: .voiceOnly, files: false)))
        guard case .sound(let sound) = paper.row.control else { throw Failure(code: "no sound") }
        return (paper, sound)
    }

    /// The view goes after the form, and ends what runs.
    @Test func aSoundEndsAfterTheFormIsGone() async throws {
        var made: (Paper, SoundControl)? = try await recorded()
        let (phone, filled) = try #require(made.map { ($0.0.phone, $0.0.paper) })
        let sound = try #require(made?.1)
        await sound.record()
        made = nil
        await sound.end()?.value
        #expect(!phone.sound.isOn && !sound.isRecording)
        #expect(filled.calls == ["readBy", "attachFile"])
        let file = try #require(phone.sound.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(sound.end() != nil)
        #expect(phone.sound.handedOut.count == 1)
    }

    @Test func leavingTheFormEndsItsSound() async throws {
        let (paper, sound) = try await recorded()
        await sound.record()
        paper.form.leave()
        let goesOn = sound.isRecording
        #expect(!goesOn)
        #expect(await until { paper.paper.calls.contains("leave") })
        #expect(!paper.phone.sound.isOn)
        #expect(paper.paper.calls == ["readBy", "attachFile", "leave"])
    }

    /// Left while the phone asks for the microphone: it does not stay on.
    @Test func aFormThatWasLeftIsNotRecorded() async throws {
        let (paper, sound) = try await recorded()
        paper.phone.sound.whileAsking = { paper.form.leave() }
        await sound.record()
        #expect(!sound.isRecording && !paper.phone.sound.isOn)
        let file = try #require(paper.phone.sound.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    /// There is one microphone: the first sound is kept when the second begins.
    @Test func anotherSoundEndsTheFirst() async throws {
        let asked = QuestionControl.audio(quality: .voiceOnly, files: false)
        let paper = try await Paper(.sample(asked, at: "/a"), .sample(asked, at: "/b"))
        guard case .sound(let first) = paper.form.rows[0].control,
            case .sound(let second) = paper.form.rows[1].control
        else { return }
        await first.record()
        await second.record()
        #expect(first.hasSound && !first.isRecording)
        #expect(second.isRecording && paper.phone.sound.isOn)
        await second.stop()
        #expect(second.hasSound)
    }

    @Test func videosAndFiles() async throws {
        let paper = try await Paper(
            .sample(.video(camera: CameraUse(front: true, gallery: false)), at: "/v"),
            .sample(.file(accept: ["application/pdf"]), at: "/f"))
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
        #expect(!video.canPick && file.canPick)
        #expect(paper.phone.capture.wishes == [CameraWish(front: true)])
        #expect(paper.phone.capture.accepted == [["application/pdf"]])
        #expect(file.name.hasSuffix(".pdf"))
        #expect(!file.canRecord)
        #expect(await paper.form.rows[0].watchAnswer())
        #expect(paper.phone.film.shown.map(\.name) == [video.name])
        #expect(paper.phone.film.shown.first?.bytes == Data([1]))
        paper.phone.film.failure = Failure(.unexpected)
        #expect(await paper.form.rows[0].watchAnswer() == false)
        paper.phone.film.failure = nil
        #expect(await paper.form.rows[0].watchOfForm("guide.mp4") == false)
        paper.paper.bring("guide.mp4", Data([3]))
        #expect(await paper.form.rows[0].watchOfForm("guide.mp4"))
        #expect(paper.phone.film.shown.last?.bytes == Data([3]))
        for handed in paper.phone.capture.handedOut {
            #expect(!FileManager.default.fileExists(atPath: handed.path))
        }
    }

    @Test func codesReadHiddenOrTyped() async throws {
        let paper = try await Paper(.sample(.barcode(front: true, hidden: true)))
        guard case .barcode(let code) = paper.row.control else {
            Issue.record("no code")
            return
        }
        await code.scan()
        #expect(!code.hasCode)
        paper.phone.capture.codeText = "poste-118"
        await code.scan()
        #expect(paper.answer == .text(text: "poste-118"))
        #expect(code.shown.isEmpty)
        let front = CameraWish(front: true)
        #expect(paper.phone.capture.wishes == [front, front])
        await code.type("poste-119").value
        #expect(paper.answer == .text(text: "poste-119"))
    }
}
