import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// Choosing on a picture; the core reads it and says what was touched.
@MainActor
struct ImageMapPictureTests {
    private let svg = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">\
        <rect id="a" width="100" height="100" fill="#cccccc"/>\
        <circle id="b" cx="150" cy="50" r="20" stroke="blue" stroke-width="2"/></svg>
        """

    private func question(_ control: QuestionControl) -> QuestionRecord {
        .sample(control, choices: ["a", "b"], image: "plaza.svg", picture: "plaza.svg")
    }

    private func choice(_ row: FormRow) throws -> ChoiceControl {
        switch row.control {
        case .one(let control), .many(let control): return control
        default: throw Failure(code: "no choice")
        }
    }

    @Test func thePartsAreDrawnAndTouched() async throws {
        let paper = try await Paper(question(.many(.imageMap)))
        paper.paper.bring("plaza.svg", Data(svg.utf8))
        let control = try choice(paper.row)
        let picture = try #require(control.picture)
        await picture.load()
        let drawing = try #require(picture.drawing)
        #expect(drawing.width == 200)
        #expect(drawing.shapes.map(\.choice) == ["a", "b"])
        #expect(drawing.shapes[0].fill == 0xffcc_cccc)
        #expect(drawing.shapes[1].stroke == 0xff00_00ff)
        await control.touch(x: 150, y: 50, reach: 0)
        await control.touch(x: 20, y: 20, reach: 0)
        #expect(paper.answer == .chosen(values: ["b", "a"]))
        await control.touch(x: 190, y: 95, reach: 0)
        #expect(paper.answer == .chosen(values: ["b", "a"]))
        // A finger beside the circle.
        await control.touch(x: 173, y: 50, reach: 8)
        #expect(paper.answer == .chosen(values: ["a"]))
    }

    @Test func oneIsReplaced() async throws {
        let paper = try await Paper(question(.one(.imageMap)))
        paper.paper.bring("plaza.svg", Data(svg.utf8))
        let control = try choice(paper.row)
        await control.picture?.load()
        await control.touch(x: 20, y: 20, reach: 0)
        await control.touch(x: 150, y: 50, reach: 0)
        #expect(paper.answer == .chosen(values: ["b"]))
    }

    /// No picture, a torn one, a photo: the sentence, and the list does.
    @Test(arguments: [nil, "<svg><rect", "\u{ff}\u{d8}"])
    func withoutAPictureTheListDoes(content: String?) async throws {
        let paper = try await Paper(question(.one(.imageMap)))
        if let content { paper.paper.bring("plaza.svg", Data(content.utf8)) }
        let control = try choice(paper.row)
        await control.picture?.load()
        #expect(control.picture?.isMissing == true)
        await control.touch(x: 20, y: 20, reach: 0)
        #expect(paper.answer == nil)
        await control.touch(control.choices[1])
        #expect(paper.answer == .chosen(values: ["b"]))
    }

    /// Which picture has the parts is the core's to say: the label's own is none.
    @Test func theCoreNamesThePicture() async throws {
        var asked = question(.one(.imageMap))
        asked.drawn.picture = nil
        let paper = try await Paper(asked)
        paper.paper.bring("plaza.svg", Data(svg.utf8))
        let control = try choice(paper.row)
        await control.picture?.load()
        #expect(control.picture?.isMissing == true)
    }
}
